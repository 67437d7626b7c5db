"use client";
import { Button, SegmentedControl } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconSignature } from "@tabler/icons-react";
import Link from "next/link";
import { useRouter, useSearchParams } from "next/navigation";
import { useMemo, useState } from "react";
import type { ReviewDetail, ReviewItem } from "#server/reviews/index.ts";
import { TimeAgo } from "../events/time-ago.tsx";
import { useNowMs } from "../frame/clock.tsx";
import { DataTable } from "../ui/data-table.tsx";
import { count, plural } from "../ui/numbers.ts";
import page from "../ui/page.module.css";
import { useAct } from "../ui/use-act.ts";
import { Progress } from "./progress.tsx";
import { RecordCard } from "./record-card.tsx";
import { isOpen, keyOfItem, type ReviewActs, type Reviewer, type ReviewTenant } from "./review-acts.ts";
import { keyColumns, memberColumns } from "./review-columns.tsx";
import { dayText, dueText, newcomersText, resultText } from "./review-text.ts";
import classes from "./reviews.module.css";
import { RevokeDialog } from "./revoke-dialog.tsx";
import { useDecisions } from "./use-decisions.ts";

interface Props {
  tenant: ReviewTenant;
  review: ReviewDetail;
  reviewer: Reviewer;
  /** What each right is called. */
  rights: Record<string, string>;
  acts: ReviewActs;
}

/** One access review: each key and member with what it may do and see, to be kept or revoked; completed, its signed record. */
export function ReviewScreen({ tenant, review, reviewer, rights, acts }: Props) {
  const decisions = useDecisions({ tenant: tenant.slug, review, reviewer, decide: acts.decide });
  const { items } = decisions;
  const [revoking, setRevoking] = useState<ReviewItem | null>(null);
  const search = useSearchParams();
  const isCompleted = review.completedAt !== null;
  const onlyOpen = !isCompleted && search.get("show") === "undecided";
  const shown = onlyOpen ? items.filter(isOpen) : items;
  const left = items.filter(isOpen).length;
  const newcomers = newcomersText(review.newcomers);
  const columns = useMemo(() => {
    const options = { tenant, reviewer, rights, isCompleted, isBusy: decisions.isBusy, keep: decisions.keep };
    return {
      keys: keyColumns({ ...options, revoke: setRevoking }),
      members: memberColumns({ ...options, revoke: setRevoking }),
    };
  }, [tenant, reviewer, rights, isCompleted, decisions.isBusy, decisions.keep]);
  return (
    <>
      <Header {...{ tenant, review, reviewer, acts, left }} total={items.length} />
      <div className={classes.content}>
        {review.record ? <RecordCard tenant={tenant} review={review} record={review.record} /> : null}
        {isCompleted ? null : (
          <div className={classes.toolbar}>
            <SegmentedControl
              size="xs"
              aria-label="Show"
              value={onlyOpen ? "undecided" : "all"}
              onChange={show}
              data={[
                { value: "all", label: `All ${count(items.length)}` },
                { value: "undecided", label: `Undecided ${count(left)}` },
              ]}
            />
            {newcomers ? (
              <p role="note" className={classes.muted}>
                {newcomers} came since this review began: not part of it, but of the next.
              </p>
            ) : null}
          </div>
        )}
        <Section
          title="Keys"
          items={shown.filter((item) => item.kind === "key")}
          columns={columns.keys}
          all={review.keys}
        />
        <Section
          title="Members"
          items={shown.filter((item) => item.kind === "member")}
          columns={columns.members}
          all={review.members}
        />
      </div>
      <RevokeDialog
        item={revoking}
        tenant={tenant}
        revoke={decisions.revoke}
        onClose={() => setRevoking(null)}
        onDone={(message) => {
          setRevoking(null);
          notifications.show({ message });
        }}
      />
    </>
  );
}

/** The filter is in the address; nothing is read anew for it. */
function show(value: string): void {
  window.history.replaceState(null, "", value === "undecided" ? "?show=undecided" : window.location.pathname);
}

interface HeaderProps extends Pick<Props, "tenant" | "review" | "reviewer" | "acts"> {
  left: number;
  total: number;
}

function Header({ tenant, review, reviewer, acts, left, total }: HeaderProps) {
  const router = useRouter();
  const due = dueText(review.dueAt, useNowMs(), tenant.timeZone);
  const { act, isBusy, fault } = useAct(
    () => acts.complete(tenant.slug, { reviewId: review.id }),
    () => {
      notifications.show({ message: "The review is completed and signed." });
      router.refresh();
    },
  );
  const isCompleted = review.completedAt !== null;
  return (
    <>
      <header className={`${page.header} ${classes.header}`}>
        <span className={classes.title}>
          <Link href={`/t/${tenant.slug}/reviews`} className={classes.crumb}>
            Access reviews /
          </Link>
          <h1>{dayText(review.startedAt, tenant.timeZone)}</h1>
          {isCompleted ? (
            <span className={classes.badge} data-tone="good">
              completed: {resultText(review)}
            </span>
          ) : (
            <span className={classes.badge} data-tone={due.isLate ? "late" : undefined}>
              {due.text}
            </span>
          )}
        </span>
        <span className={classes.gap} />
        {isCompleted ? null : <Progress done={total - left} total={total} />}
        {!isCompleted && reviewer.mayReview ? (
          <Button
            size="xs"
            disabled={left > 0}
            loading={isBusy}
            title={left > 0 ? `${plural(left, "decision")} to go` : undefined}
            leftSection={<IconSignature size={15} stroke={1.7} aria-hidden="true" />}
            onClick={act}
          >
            Complete and sign
          </Button>
        ) : null}
      </header>
      <p role="alert" className={classes.fault}>
        {fault?.message}
      </p>
      <p className={classes.lead}>
        Started <TimeAgo at={review.startedAt} timeZone={tenant.timeZone} /> by {review.startedBy}. Each row shows what
        was known then{isCompleted ? "" : "; what was changed since is marked"}.
      </p>
    </>
  );
}

interface SectionProps {
  title: "Keys" | "Members";
  items: ReviewItem[];
  columns: ReturnType<typeof keyColumns>;
  /** How many there are without the filter. */
  all: number;
}

function Section({ title, items, columns, all }: SectionProps) {
  const id = `${title.toLowerCase()}-title`;
  return (
    <section className={classes.card} aria-labelledby={id}>
      <div className={classes.cardHead}>
        <h2 id={id}>{title}</h2>
      </div>
      <DataTable
        label={title}
        items={items}
        columns={columns}
        idOf={keyOfItem}
        firstSort={{ id: "name", desc: false }}
        empty={
          <p className={classes.empty}>
            {all === 0 ? `There were no ${title.toLowerCase()} when the review began.` : "Each of them is decided."}
          </p>
        }
      />
    </section>
  );
}
