"use client";
import Link from "next/link";
import { actorName, sentenceOf } from "#wording";
import { plural } from "../ui/numbers.ts";
import classes from "./detail.module.css";
import type { EventRow } from "./event-rows.ts";
import { eventsHref } from "./profile-links.ts";
import { Outcome, SentenceLine } from "./sentence-line.tsx";
import { absoluteTime, span } from "./times.ts";
import type { Around } from "./use-around.ts";

interface Props {
  row: EventRow;
  around: Around;
  tenant: string;
  timeZone: string;
}

const NEAREST = 4;

/** What else the actor did at the time, the nearest of it in full. */
export function AroundIt({ row, around, tenant, timeZone }: Props) {
  const { rows, deniedCount, isLowerBound, query } = around;
  const { occurred_at, actor } = row.event;
  const atMs = Date.parse(occurred_at);
  const distanceOf = ({ event }: EventRow) => Date.parse(event.occurred_at) - atMs;
  const nearest = [...rows]
    .sort((a, b) => Math.abs(distanceOf(a)) - Math.abs(distanceOf(b)))
    .slice(0, NEAREST)
    .sort((a, b) => distanceOf(a) - distanceOf(b));
  const many = `${plural(rows.length, "more event")}${isLowerBound ? " or more" : ""}`;
  return (
    <section className={classes.around} aria-label="Around it">
      <h3 className={classes.subtitle}>Around it</h3>
      <p className={classes.aroundText}>
        {rows.length === 0 ? (
          `Nothing else by ${actorName(actor)} within 10 minutes.`
        ) : (
          <>
            <Link href={eventsHref(tenant, query.q, { from: query.from, to: query.to })} prefetch={false}>
              {many} by {actorName(actor)}
            </Link>{" "}
            within 10 minutes
            {deniedCount > 0 ? (
              <>
                ,{" "}
                <Link
                  href={eventsHref(tenant, `${query.q} outcome:denied`, { from: query.from, to: query.to })}
                  prefetch={false}
                  className={classes.denied}
                >
                  {deniedCount} denied
                </Link>
              </>
            ) : null}
            .
          </>
        )}
      </p>
      {nearest.length > 0 ? (
        <ul className={classes.nearest}>
          {nearest.map(({ event }) => (
            <li key={event.id}>
              <time dateTime={event.occurred_at} title={absoluteTime(event.occurred_at, timeZone)}>
                {distance(Date.parse(event.occurred_at) - atMs)}
              </time>
              <span>
                <Link href={`/t/${tenant}/events/${encodeURIComponent(event.id)}`} prefetch={false}>
                  <SentenceLine parts={sentenceOf(event)} />
                </Link>
                {event.outcome === "success" ? null : (
                  <>
                    {" "}
                    <Outcome outcome={event.outcome} />
                  </>
                )}
              </span>
            </li>
          ))}
        </ul>
      ) : null}
    </section>
  );
}

function distance(ms: number): string {
  const words = Math.abs(ms) < 1_000 ? `${Math.abs(ms)} ms` : span(Math.abs(ms) / 1_000);
  if (ms === 0) return "same time";
  return ms < 0 ? `${words} before` : `${words} after`;
}
