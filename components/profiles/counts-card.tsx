"use client";
import Link from "next/link";
import { type HistogramData, OUTCOMES } from "../events/explore-data.ts";
import { MiniHistogram } from "../events/histogram.tsx";
import { eventsHref } from "../events/profile-links.ts";
import { absoluteTime } from "../events/times.ts";
import { count } from "../ui/numbers.ts";
import type { ProfileRange } from "./profile-range.ts";
import classes from "./profiles.module.css";

interface Props {
  data: HistogramData;
  query: string;
  range: ProfileRange;
  tenant: string;
  timeZone: string;
}

/** How many events in the range, by outcome and over time; each number leads to its events. */
export function CountsCard({ data, query, range, tenant, timeZone }: Props) {
  const counts = OUTCOMES.map((outcome) => ({
    outcome,
    total: data.buckets.reduce((sum, bucket) => sum + bucket[outcome], 0),
  }));
  const all = counts.reduce((sum, { total }) => sum + total, 0);
  const sign = data.is_lower_bound ? "≥" : "";
  const figures = [
    { name: all === 1 ? "event" : "events", total: all, q: query, outcome: undefined },
    ...counts.map(({ outcome, total }) => ({ name: outcome, total, q: `${query} outcome:${outcome}`, outcome })),
  ].filter(({ name, total }) => name !== "unknown" || total > 0);
  return (
    <section className={classes.card} data-wide aria-label="Counts">
      <ul className={classes.figures}>
        {figures.map(({ name, total, q, outcome }) => (
          <li key={name} data-outcome={total > 0 ? outcome : undefined}>
            <Link href={eventsHref(tenant, q, { range })} prefetch={false}>
              <b>
                {sign}
                {count(total)}
              </b>{" "}
              {name}
            </Link>
          </li>
        ))}
      </ul>
      <MiniHistogram data={data} timeZone={timeZone} height={64} />
      <p className={classes.note}>
        {data.is_lower_bound && data.covered_from
          ? `Counted from ${absoluteTime(data.covered_from, timeZone)} on: there may be more before. `
          : null}
        Searches and views in Sealtrail itself are left out.
      </p>
    </section>
  );
}
