"use client";
import { Button, Switch } from "@mantine/core";
import Link from "next/link";
import { Fragment } from "react";
import { placeOf, sentenceOf, viaOf } from "#wording";
import { Notice } from "../ui/notice.tsx";
import type { EventRow } from "./event-rows.ts";
import { eventsHref } from "./profile-links.ts";
import { termText } from "./query-text.ts";
import { Outcome, SentenceLine } from "./sentence-line.tsx";
import classes from "./timeline.module.css";
import { gapWords } from "./timeline-rows.ts";
import { absoluteTime, wallTime } from "./times.ts";
import type { Timeline } from "./use-timeline.ts";

interface Props {
  timeline: Timeline;
  currentId: string;
  tenant: string;
  timeZone: string;
  reads: "show" | "hide";
  onReads: (reads: "show" | "hide") => void;
}

/** Everything that happened in one session or request, the oldest first, with the time that went by in between. */
export function TimelineView({ timeline, currentId, tenant, timeZone, reads, onReads }: Props) {
  const { field, value, data, fault, isLoading, more } = timeline;
  return (
    <section className={classes.timeline} aria-label={field === "session" ? "Session timeline" : "Request timeline"}>
      <div className={classes.bar}>
        <Link href={eventsHref(tenant, termText(field, value))} prefetch={false}>
          Open in Events
        </Link>
        <Switch
          size="xs"
          label="With searches and views in Sealtrail"
          checked={reads === "show"}
          onChange={(event) => onReads(event.currentTarget.checked ? "show" : "hide")}
        />
      </div>
      {data ? (
        <>
          <Rows rows={data.rows} {...{ currentId, tenant, timeZone }} />
          {data.later ? (
            <>
              <p className={classes.between}>
                More events in between.{" "}
                <Button size="compact-xs" variant="default" loading={isLoading} onClick={() => more("between")}>
                  Show the next ones
                </Button>
              </p>
              <Rows rows={data.later.rows} {...{ currentId, tenant, timeZone }} />
            </>
          ) : null}
          {(data.later ?? data).nextCursor === null ? null : (
            <Button size="compact-xs" variant="default" loading={isLoading} onClick={() => more("after")}>
              Show later events
            </Button>
          )}
          {data.rows.length === 1 && data.nextCursor === null ? (
            <p className={classes.quiet}>No other event shares this {field}.</p>
          ) : null}
        </>
      ) : null}
      {fault ? (
        <Notice
          title={`The ${field} could not be loaded`}
          tone="bad"
          isAlert
          requestId={fault.requestId}
          action={
            <Button size="xs" variant="default" onClick={timeline.retry}>
              Try again
            </Button>
          }
        >
          {fault.message}
        </Notice>
      ) : null}
      {!data && !fault ? (
        <div className={classes.skeleton} role="status" aria-label={`Loading the ${field}`}>
          <span />
          <span />
          <span />
        </div>
      ) : null}
    </section>
  );
}

interface RowsProps {
  rows: EventRow[];
  currentId: string;
  tenant: string;
  timeZone: string;
}

function Rows({ rows, currentId, tenant, timeZone }: RowsProps) {
  return (
    <ol className={classes.rows}>
      {rows.map(({ event }, at) => {
        const before = rows[at - 1]?.event;
        const wall = wallTime(Date.parse(event.occurred_at), timeZone);
        const isNewDay = !before || !wallTime(Date.parse(before.occurred_at), timeZone).startsWith(wall.slice(0, 10));
        const isCurrent = event.id === currentId;
        const from = [placeOf(event), viaOf(event)].filter(Boolean).join(" · ");
        return (
          <Fragment key={event.id}>
            {before ? <li className={classes.gap}>{gapWords(before.occurred_at, event.occurred_at)}</li> : null}
            <li className={classes.row} data-outcome={event.outcome} aria-current={isCurrent || undefined}>
              <time dateTime={event.occurred_at} title={absoluteTime(event.occurred_at, timeZone)}>
                {isNewDay ? <span className={classes.day}>{dayOf(event.occurred_at, timeZone)} </span> : null}
                {wall.slice(11)}
              </time>
              <span className={classes.what}>
                {isCurrent ? (
                  <SentenceLine parts={sentenceOf(event)} />
                ) : (
                  <Link href={`/t/${tenant}/events/${encodeURIComponent(event.id)}`} prefetch={false}>
                    <SentenceLine parts={sentenceOf(event)} />
                  </Link>
                )}
                {event.outcome === "success" ? null : (
                  <>
                    {" "}
                    <Outcome outcome={event.outcome} />
                  </>
                )}
                {isCurrent ? <span className={classes.here}> this event</span> : null}
                {from ? <span className={classes.from}>{from}</span> : null}
              </span>
            </li>
          </Fragment>
        );
      })}
    </ol>
  );
}

/** "28 Nov". */
const dayOf = (iso: string, timeZone: string) => absoluteTime(iso, timeZone).replace(/ \d+,.*$/, "");
