"use client";
import { Button } from "@mantine/core";
import { IconChecklist } from "@tabler/icons-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useMemo } from "react";
import type { Review, ReviewList } from "#server/reviews/index.ts";
import { TimeAgo } from "../events/time-ago.tsx";
import { useNowMs } from "../frame/clock.tsx";
import { type DataColumn, DataTable } from "../ui/data-table.tsx";
import type { FormAnswer } from "../ui/form-state.ts";
import { Notice } from "../ui/notice.tsx";
import { plural } from "../ui/numbers.ts";
import page from "../ui/page.module.css";
import { useAct } from "../ui/use-act.ts";
import { Progress } from "./progress.tsx";
import { dayText, dueText, nextText, resultText, subjectsText, totalOf } from "./review-text.ts";
import classes from "./reviews.module.css";

interface Props {
  tenant: { slug: string; timeZone: string };
  list: ReviewList;
  mayReview: boolean;
  start: (tenant: string) => Promise<FormAnswer<{ id: string }>>;
}

/** The open access review, and those that are completed with their signed records. */
export function ReviewsScreen({ tenant, list, mayReview, start }: Props) {
  const router = useRouter();
  const nowMs = useNowMs();
  const { act, isBusy, fault } = useAct(
    () => start(tenant.slug),
    ({ id }) => router.push(`/t/${tenant.slug}/reviews/${id}`),
  );
  const open = list.reviews.find((review) => review.completedAt === null);
  const past = list.reviews.filter((review) => review.completedAt !== null);
  const columns = useMemo(() => columnsOf(tenant), [tenant]);
  const startButton =
    mayReview && !open ? (
      <Button
        size="xs"
        loading={isBusy}
        leftSection={<IconChecklist size={14} stroke={1.8} aria-hidden="true" />}
        onClick={act}
      >
        Start review now
      </Button>
    ) : null;
  const isEmpty = list.reviews.length === 0;
  return (
    <>
      <header className={page.header}>
        <h1>Access reviews</h1>
        <span className={classes.gap} />
        {isEmpty ? null : startButton}
      </header>
      <p role="alert" className={classes.fault}>
        {fault?.message}
      </p>
      {isEmpty ? (
        <Notice title="No access review yet" action={startButton}>
          <p>
            Every {plural(list.everyDays, "day")} somebody confirms or revokes each key and each member of this tenant,
            and the result is signed with the ledger’s key.
            {list.nextAt ? ` The first review begins by itself ${nextText(list.nextAt, nowMs, tenant.timeZone)}.` : ""}
          </p>
        </Notice>
      ) : (
        <div className={classes.content}>
          {open ? (
            <OpenReview review={open} tenant={tenant} mayReview={mayReview} />
          ) : (
            <p className={classes.schedule}>
              A review begins by itself {plural(list.everyDays, "day")} after the last one was completed
              {list.nextAt ? `: the next ${nextText(list.nextAt, nowMs, tenant.timeZone)}` : ""}.
            </p>
          )}
          <section className={classes.card} aria-labelledby="past-title">
            <div className={classes.cardHead}>
              <h2 id="past-title">Completed reviews</h2>
            </div>
            <DataTable
              label="Completed reviews"
              items={past}
              columns={columns}
              idOf={(review) => review.id}
              firstSort={{ id: "completed", desc: true }}
              empty={<p className={classes.empty}>None yet: a completed review leaves its signed record here.</p>}
            />
          </section>
        </div>
      )}
    </>
  );
}

function OpenReview({ review, tenant, mayReview }: { review: Review; tenant: Props["tenant"]; mayReview: boolean }) {
  const due = dueText(review.dueAt, useNowMs(), tenant.timeZone);
  const total = totalOf(review);
  return (
    <section className={classes.card} aria-labelledby="open-title">
      <div className={classes.open}>
        <div>
          <h2 id="open-title">Open review</h2>
          <p className={classes.muted}>
            Started <TimeAgo at={review.startedAt} timeZone={tenant.timeZone} /> by {review.startedBy}:{" "}
            {subjectsText(review)}.
          </p>
        </div>
        <span className={classes.badge} data-tone={due.isLate ? "late" : undefined}>
          {due.text}
        </span>
        <Progress done={total - review.left} total={total} />
        <Button component={Link} href={`/t/${tenant.slug}/reviews/${review.id}`} size="xs">
          {mayReview ? (review.left === total ? "Begin" : "Continue") : "Open"}
        </Button>
      </div>
    </section>
  );
}

function columnsOf(tenant: Props["tenant"]): DataColumn<Review>[] {
  const href = (review: Review) => `/t/${tenant.slug}/reviews/${review.id}`;
  return [
    {
      id: "completed",
      header: "Completed",
      width: "190px",
      isDescendingFirst: true,
      sortBy: (review) => Date.parse(review.completedAt!),
      cell: (review) => (
        <Link href={href(review)} prefetch={false} className={classes.name}>
          {dayText(review.completedAt!, tenant.timeZone)}
        </Link>
      ),
    },
    { id: "by", header: "By", sortBy: (review) => review.completedBy ?? "", cell: (review) => review.completedBy },
    { id: "of", header: "Reviewed", cell: (review) => subjectsText(review) },
    {
      id: "result",
      header: "Result",
      sortBy: (review) => review.revoked,
      isDescendingFirst: true,
      cell: (review) => resultText(review),
    },
    {
      id: "record",
      header: "Signed record",
      width: "180px",
      cell: (review) => (
        <span className={classes.downloads}>
          <a href={`${href(review)}/record?part=statement`} download>
            review.json
          </a>
          <a href={`${href(review)}/record?part=note`} download>
            review.note
          </a>
        </span>
      ),
    },
  ];
}
