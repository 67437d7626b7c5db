"use client";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useMemo } from "react";
import type { AlertSeverity } from "#server/findings/index.ts";
import type { Overview } from "#server/overview/index.ts";
import type { EventLink } from "#server/rollups/index.ts";
import { visibleLine } from "#wording";
import { SEVERITIES } from "../alerts/alert-words.ts";
import { alertsHref } from "../alerts/alerts-address.ts";
import { SeverityMark } from "../alerts/severity-mark.tsx";
import { ChartCard } from "../charts/chart-card.tsx";
import { ChartTable } from "../charts/chart-table.tsx";
import { linkHref } from "../charts/event-link.ts";
import { OUTCOMES, totalOf } from "../events/explore-data.ts";
import histogram from "../events/histogram.module.css";
import { MiniHistogram } from "../events/histogram.tsx";
import { maxOf } from "../events/histogram-scale.ts";
import { instantInFull, spanInFull } from "../events/histogram-time.ts";
import { intervalInWords } from "../events/histogram-words.ts";
import { eventsHref } from "../events/profile-links.ts";
import { count, plural } from "../ui/numbers.ts";
import classes from "./timeline.module.css";
import { alertMarks, heightTicks, type Mark, type Marked, timelineData } from "./timeline-data.ts";

interface Props {
  tenant: { slug: string; timeZone: string };
  of: Pick<Overview, "from" | "to" | "timeline" | "bucketMinutes" | "timeZone" | "alerts">;
}

const HEIGHT = 300;

/** Events over the range by outcome, with the newest open alerts above them; a bar, or what is brushed, leads to its events. */
export function TimelineCard({ tenant, of }: Props) {
  const router = useRouter();
  const data = useMemo(() => timelineData(of), [of]);
  const max = useMemo(() => maxOf(data, null), [data]);
  const marks = alertMarks(of.alerts?.newest ?? [], of);
  return (
    <ChartCard
      className={classes.card}
      title="Events over time"
      note={intervalInWords(data.interval)}
      tools={
        <>
          <ul className={classes.legend} aria-label="Outcomes">
            {OUTCOMES.map((outcome) => (
              <li key={outcome} className={classes.outcome}>
                <i className={histogram.swatch} data-outcome={outcome} />
                {outcome}
              </li>
            ))}
          </ul>
          <Link href={`/t/${tenant.slug}/anomalies`} prefetch={false} className={classes.usual}>
            Against what is usual
          </Link>
        </>
      }
      table={() => <TimelineTable tenant={tenant.slug} of={of} />}
    >
      <div className={classes.chart}>
        <div className={classes.marks}>
          {marks.map((mark) => (
            <AlertMark key={mark.alerts[0]!.id} tenant={tenant.slug} of={mark} timeZone={of.timeZone} />
          ))}
        </div>
        <div className={classes.lines} style={{ height: HEIGHT }} aria-hidden="true">
          {heightTicks(max).map((tick) => (
            <span key={tick} className={classes.height} style={{ bottom: (tick / max) * (HEIGHT - 2) }}>
              {count(tick)}
            </span>
          ))}
        </div>
        <div className={classes.plot}>
          <MiniHistogram
            label="Events over time"
            data={data}
            timeZone={of.timeZone}
            height={HEIGHT}
            isOpen
            onRange={(range) => router.push(eventsHref(tenant.slug, "", { ...range }))}
          />
        </div>
      </div>
    </ChartCard>
  );
}

const rankOf = ({ severity }: Marked) => SEVERITIES.indexOf(severity as AlertSeverity);

function AlertMark({ tenant, of: { share, alerts }, timeZone }: { tenant: string; of: Mark; timeZone: string }) {
  const worst = alerts.reduce((most, one) => (rankOf(one) > rankOf(most) ? one : most));
  const title = alerts.map((one) => `${visibleLine(one.title)}, ${instantInFull(one.lastAt, timeZone)}`).join("\n");
  return (
    <Link
      className={classes.mark}
      style={{ left: `clamp(12px, ${share * 100}%, 100% - 16px)` }}
      href={alerts.length === 1 ? `/t/${tenant}/alerts/${worst.id}` : alertsHref(tenant, {})}
      prefetch={false}
      title={title}
      aria-label={
        alerts.length === 1 ? `Alert: ${title}` : `${plural(alerts.length, "alert")}: ${title.replaceAll("\n", "; ")}`
      }
    >
      <SeverityMark severity={worst.severity as AlertSeverity} />
      {alerts.length > 1 ? <small>{alerts.length}</small> : null}
    </Link>
  );
}

function TimelineTable({ tenant, of }: { tenant: string; of: Props["of"] }) {
  const stepMs = of.bucketMinutes * 60_000;
  const points = of.timeline.filter((point) => totalOf(point) > 0).reverse();
  const number = (value: number, link: EventLink) =>
    value === 0 ? (
      "0"
    ) : (
      <Link href={linkHref(tenant, link)} prefetch={false}>
        {count(value)}
      </Link>
    );
  return (
    <ChartTable
      label="Events over time as a table"
      columns={["Time", ...OUTCOMES, "all"]}
      rows={points.map((point) => ({
        key: point.at,
        cells: [
          spanInFull(Date.parse(point.at), Date.parse(point.at) + stepMs, of.timeZone),
          ...OUTCOMES.map((outcome) => number(point[outcome], { ...point.link, q: `outcome:${outcome}` })),
          number(totalOf(point), point.link),
        ],
      }))}
      empty="No events in this range."
    />
  );
}
