"use client";
import Link from "next/link";
import { fromOf, sentenceOf } from "#wording";
import type { EventRow } from "../events/event-rows.ts";
import { Outcome, SentenceLine } from "../events/sentence-line.tsx";
import { TimeAgo } from "../events/time-ago.tsx";
import classes from "./profiles.module.css";

interface Props {
  rows: EventRow[];
  tenant: string;
  timeZone: string;
}

/** Events as sentences, each of which leads to its page. */
export function EventLines({ rows, tenant, timeZone }: Props) {
  return (
    <ol className={classes.lines}>
      {rows.map(({ event }) => (
        <li key={event.id}>
          <span className={classes.time}>
            <TimeAgo at={event.occurred_at} timeZone={timeZone} />
          </span>
          <span className={classes.sentence}>
            <Link href={`/t/${tenant}/events/${encodeURIComponent(event.id)}`} prefetch={false}>
              <SentenceLine parts={sentenceOf(event)} />
            </Link>
          </span>
          <Outcome outcome={event.outcome} />
          <span className={classes.from}>{fromOf(event)}</span>
        </li>
      ))}
    </ol>
  );
}
