"use client";
import Link from "next/link";
import { useState } from "react";
import type { HeatMap } from "#server/anomalies/index.ts";
import { visibleLine } from "#wording";
import { ChartCard } from "../charts/chart-card.tsx";
import { ChartTable } from "../charts/chart-table.tsx";
import { NumberLink } from "../charts/number-link.tsx";
import { actorHref, eventsHref } from "../events/profile-links.ts";
import { WEEKDAYS } from "../events/times.ts";
import { count, plural } from "../ui/numbers.ts";
import common from "./anomalies.module.css";
import classes from "./heat.module.css";
import { cellText, HeatGrid } from "./heat-grid.tsx";
import { hourSpans, hoursQuery, hourText } from "./heat-hours.ts";
import { useLinkZone } from "./link-zone.ts";

interface Props {
  tenant: string;
  /** null: nobody is chosen, and nobody stands out. */
  map: HeatMap | null;
  /** Why this actor's are shown where it was not asked for. */
  because: string | null;
}

/** When somebody works: events by hour of the week over 90 days. */
export function HeatCard({ tenant, map, because }: Props) {
  if (!map)
    return (
      <ChartCard title="Hours of the week">
        <p className={classes.none}>Choose an actor above: this shows when it works, hour by hour over 90 days.</p>
      </ChartCard>
    );
  return <HeatOf key={`${map.actor.id} ${map.to}`} tenant={tenant} map={map} because={because} />;
}

function HeatOf({ tenant, map, because }: Props & { map: HeatMap }) {
  const name = visibleLine(map.actor.name ?? map.actor.id);
  const [at, setAt] = useState(map.most === 0 ? 9 : map.counts.indexOf(map.most));
  const zone = useLinkZone();
  const hrefOf = (hour: number) => {
    const range = { fromMs: Date.parse(map.from), toMs: Date.parse(map.to) };
    const q = hoursQuery(map.actor.id, hourSpans(Math.floor(hour / 24), hour % 24, range, map.timeZone));
    return q && eventsHref(tenant, q, { from: map.from, to: map.to }, zone);
  };
  const href = map.counts[at]! > 0 ? hrefOf(at) : undefined;
  return (
    <ChartCard
      title={
        <>
          Hours of{" "}
          <Link className={common.inText} href={actorHref(tenant, { id: map.actor.id })} prefetch={false}>
            {name}
          </Link>
        </>
      }
      note={because ?? undefined}
      table={() => <HeatTable map={map} name={name} hrefOf={hrefOf} />}
    >
      <p className={classes.sum}>
        <NumberLink tenant={tenant} link={map.link} zone={zone}>
          {map.isLowerBound ? "at least " : ""}
          {plural(map.total, "event")}
        </NumberLink>
        <span>in 90 days, times in {map.timeZone}</span>
      </p>
      <HeatGrid map={map} label={`Events of ${name} by hour of the week`} at={at} onAt={setAt} hrefOf={hrefOf} />
      <div className={classes.foot}>
        <span>
          <b>
            {WEEKDAYS[Math.floor(at / 24)]} {hourText(at % 24)}
          </b>
          {": "}
          {href ? (
            <Link className={common.inText} href={href} prefetch={false}>
              {cellText(map, at)}
            </Link>
          ) : (
            cellText(map, at)
          )}
        </span>
        <span className={classes.legend} aria-hidden="true">
          <i data-business /> business hours <i data-denied /> with denials
        </span>
      </div>
    </ChartCard>
  );
}

interface TableProps {
  map: HeatMap;
  name: string;
  hrefOf: (at: number) => string | undefined;
}

function HeatTable({ map, name, hrefOf }: TableProps) {
  const hours = map.counts.flatMap((events, at) => (events > 0 ? [at] : []));
  return (
    <ChartTable
      label={`Hours of ${name} as a table`}
      caption="Hours with events"
      columns={["Hour", "Events", "Denied", "Business hours"]}
      rows={hours.map((at) => {
        const href = hrefOf(at);
        return {
          key: String(at),
          cells: [
            `${WEEKDAYS[Math.floor(at / 24)]} ${hourText(at % 24)}`,
            href ? (
              <Link key="events" href={href} prefetch={false}>
                {count(map.counts[at]!)}
              </Link>
            ) : (
              count(map.counts[at]!)
            ),
            count(map.denied[at]!),
            map.business[at] ? "yes" : "no",
          ],
        };
      })}
      empty="No events in 90 days."
    />
  );
}
