"use client";
import Link from "next/link";
import type { ReactNode } from "react";
import type { KeyDetail, KeySignal, SeenAddress } from "#server/keys/index.ts";
import { fullSentenceOf } from "#wording";
import type { EventRow } from "../events/event-rows.ts";
import { SentenceLine } from "../events/sentence-line.tsx";
import { TimeAgo } from "../events/time-ago.tsx";
import { usePreview } from "../roles/use-preview.ts";
import { count, plural } from "../ui/numbers.ts";
import page from "../ui/page.module.css";
import classes from "./key-page.module.css";

interface Zoned {
  tenant: { slug: string; timeZone: string };
}

/** How much of the trail the key sees by now, counted live; `query` is what it sees, null where that is not for the viewer to know. */
export function SeesNow({ tenant, of: key, query }: Zoned & { of: KeyDetail; query: string | null }) {
  const asked = query === null ? null : { scope: key.scope, masks: key.masks, role: key.role };
  const { sight, fault } = usePreview(tenant.slug, asked);
  const words = (bounded: { count: number; isLowerBound: boolean }) =>
    `${bounded.isLowerBound ? "at least " : ""}${count(bounded.count)}`;
  const share =
    sight && !sight.isLowerBound && !sight.of.isLowerBound && sight.of.count > 0
      ? Math.round((100 * sight.count) / sight.of.count)
      : null;
  return (
    <section className={page.card} aria-labelledby="sees-title">
      <h2 id="sees-title">Sees now</h2>
      {sight ? (
        <p className={classes.sees}>
          <b>{words(sight)}</b> of {words(sight.of)} events in {sight.days} days
        </p>
      ) : (
        <p>
          {query === null
            ? "The rights “Read events” and “See roles” are needed to count it."
            : (fault?.message ?? "Counting…")}
        </p>
      )}
      {query === null ? null : (
        <p>
          {share === null ? "" : `${share} % of the log · `}
          <Link href={`/t/${tenant.slug}/events?${new URLSearchParams({ q: query, range: "30d" })}`}>show them</Link>
        </p>
      )}
    </section>
  );
}

/** What is out of the ordinary, each with its arithmetic. */
export function Signals({ signals, children }: { signals: readonly KeySignal[]; children: ReactNode }) {
  return (
    <section className={page.card} aria-labelledby="signals-title">
      <h2 id="signals-title">Out of the ordinary</h2>
      {signals.length === 0 ? (
        <p>Nothing: its requests, rows and addresses are what they were in the last 4 weeks.</p>
      ) : (
        <ul className={classes.signals}>
          {signals.map((signal) => (
            <li key={`${signal.kind} ${signal.title}`} data-severity={signal.severity}>
              <b>
                {signal.title}
                <span className={classes.severity}>{signal.severity}</span>
              </b>
              <span>{signal.why}</span>
            </li>
          ))}
        </ul>
      )}
      {children}
    </section>
  );
}

/** What was done with the key; null for a viewer who may not read events. */
export function History({ tenant, rows }: Zoned & { rows: EventRow[] | null }) {
  return (
    <section className={page.card} aria-labelledby="history-title">
      <h2 id="history-title">History</h2>
      {rows === null ? (
        <p>The right “Read events” is needed to see it.</p>
      ) : rows.length === 0 ? (
        <p>Nothing of it is in what you see.</p>
      ) : (
        <ul className={classes.lines}>
          {rows.map(({ seq, event }) => (
            <li key={seq}>
              <Link href={`/t/${tenant.slug}/events/${event.id}`} className={classes.plain}>
                <SentenceLine parts={fullSentenceOf(event)} />
              </Link>
              <span className={classes.faint}>
                <TimeAgo at={event.occurred_at} timeZone={tenant.timeZone} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

const placeText = (location: SeenAddress["location"]) =>
  [location?.city ?? location?.region, location?.country].filter(Boolean).join(", ");

/** Where the key was used from, or tried. */
export function Addresses({ tenant, addresses }: Zoned & { addresses: readonly SeenAddress[] }) {
  return (
    <section className={page.card} aria-labelledby="addresses-title">
      <h2 id="addresses-title">Addresses</h2>
      {addresses.length === 0 ? (
        <p>None yet.</p>
      ) : (
        <ul className={classes.lines}>
          {addresses.map((one) => (
            <li key={one.ip}>
              <span>
                <code>{one.ip}</code>
                <span className={classes.faint}> {placeText(one.location)}</span>
                <br />
                <span className={classes.faint}>
                  {plural(one.requests, "request")}
                  {one.refusals > 0 ? (
                    <>
                      {", "}
                      <span data-refused>{count(one.refusals)} refused</span>
                    </>
                  ) : null}
                </span>
              </span>
              <span className={classes.seen}>
                <TimeAgo at={one.lastSeenAt} timeZone={tenant.timeZone} />
                <span>
                  first <TimeAgo at={one.firstSeenAt} timeZone={tenant.timeZone} />
                </span>
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
