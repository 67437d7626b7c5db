"use client";
import { Button, Textarea } from "@mantine/core";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import type { Alert, AlertEntry } from "#server/alerts/index.ts";
import { visibleLine } from "#wording";
import { eventsHref } from "../events/profile-links.ts";
import { TimeAgo } from "../events/time-ago.tsx";
import page from "../ui/page.module.css";
import { useAct } from "../ui/use-act.ts";
import type { AlertActs, Triager } from "./alert-acts.ts";
import classes from "./alert-page.module.css";
import { entryText } from "./alert-words.ts";

interface Props {
  tenant: { slug: string; timeZone: string };
  of: Alert;
  person: Triager;
  comment: AlertActs["comment"];
}

/** What was done with it, and what people said of it. */
export function TimelineCard({ tenant, of: alert, person, comment }: Props) {
  return (
    <section className={page.card} aria-labelledby="timeline-title">
      <div className={classes.head}>
        <h2 id="timeline-title">Timeline</h2>
        <span className={classes.gap} />
        {person.mayReadEvents ? (
          <Link href={eventsHref(tenant.slug, `target.id:${alert.id} origin:sealtrail`)} prefetch={false}>
            Every act is in the trail
          </Link>
        ) : null}
      </div>
      <ol className={classes.timeline}>
        {alert.entries.map((entry) => (
          <Entry key={entry.id} of={entry} timeZone={tenant.timeZone} />
        ))}
      </ol>
      {person.mayTriage ? <CommentForm tenant={tenant.slug} id={alert.id} comment={comment} /> : null}
    </section>
  );
}

function Entry({ of, timeZone }: { of: AlertEntry; timeZone: string }) {
  const said = of.detail.text ?? of.detail.note;
  return (
    <li data-kind={of.kind}>
      <span>
        <b>{visibleLine(of.by.name)}</b> {entryText(of)}
      </span>
      <span className={classes.when}>
        <TimeAgo at={of.at} timeZone={timeZone} />
      </span>
      {said ? <p className={classes.said}>{said}</p> : null}
    </li>
  );
}

function CommentForm({ tenant, id, comment }: { tenant: string; id: string; comment: AlertActs["comment"] }) {
  const router = useRouter();
  const [text, setText] = useState("");
  const { act, isBusy, fault } = useAct(
    () => comment(tenant, { id, text: text.trim() }),
    () => {
      setText("");
      router.refresh();
    },
  );
  const isEmpty = text.trim() === "";
  return (
    <form
      className={classes.comment}
      onSubmit={(event) => {
        event.preventDefault();
        if (!isEmpty) act();
      }}
    >
      <Textarea
        aria-label="Comment"
        placeholder="Comment for whoever looks next"
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        error={fault?.message}
        maxLength={4_000}
        autosize
        minRows={2}
        maxRows={8}
      />
      <Button type="submit" size="xs" variant="default" loading={isBusy} disabled={isEmpty}>
        Comment
      </Button>
    </form>
  );
}
