"use client";
import { useElementSize } from "@mantine/hooks";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useMemo } from "react";
import type { Overview, OverviewAlerts } from "#server/overview/index.ts";
import type { EventLink } from "#server/rollups/index.ts";
import { anomaliesHref } from "../anomalies/anomalies-address.ts";
import { MarkLane } from "../anomalies/mark-lane.tsx";
import { marksNote } from "../anomalies/subject-words.ts";
import { ChartCard } from "../charts/chart-card.tsx";
import { ChartTable } from "../charts/chart-table.tsx";
import { linkHref } from "../charts/event-link.ts";
import { OUTCOMES, totalOf } from "../events/explore-data.ts";
import histogram from "../events/histogram.module.css";
import { MiniHistogram } from "../events/histogram.tsx";
import { maxOf } from "../events/histogram-scale.ts";
import { spanInFull } from "../events/histogram-time.ts";
import { intervalInWords } from "../events/histogram-words.ts";
import { eventsHref } from "../events/profile-links.ts";
import { count } from "../ui/numbers.ts";
import classes from "./timeline.module.css";
import { heightTicks, timelineData } from "./timeline-data.ts";

interface Props {
  tenant: { slug: string; timeZone: string };
  of: Pick<Overview, "range" | "from" | "to" | "timeline" | "bucketMinutes" | "timeZone" | "alerts">;
}

const HEIGHT = 340;

/** Events over the range by outcome, with the alerts of the range above them; a bar, or what is brushed, leads to its events. */
export function TimelineCard({ tenant, of }: Props) {
  const router = useRouter();
  const data = useMemo(() => timelineData(of), [of]);
  const max = useMemo(() => maxOf(data, null), [data]);
  const more = of.alerts ? marksNote(of.alerts) : undefined;
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
          <Link href={anomaliesHref(tenant.slug, { range: of.range })} prefetch={false} className={classes.usual}>
            Against what is usual
          </Link>
        </>
      }
      table={() => <TimelineTable tenant={tenant.slug} of={of} />}
    >
      <div className={classes.chart}>
        <div className={classes.marks}>
          {of.alerts ? <Marks tenant={tenant.slug} of={of} marks={of.alerts.marks} /> : null}
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
      {more ? <p className={classes.note}>{more}</p> : null}
    </ChartCard>
  );
}

interface MarksProps {
  tenant: string;
  of: Pick<Overview, "from" | "to" | "timeZone">;
  marks: OverviewAlerts["marks"];
}

function Marks({ tenant, of: { from, to, timeZone }, marks }: MarksProps) {
  const { ref, width } = useElementSize<HTMLDivElement>();
  const view = useMemo(() => ({ fromMs: Date.parse(from), toMs: Date.parse(to) }), [from, to]);
  return (
    <div ref={ref}>
      <MarkLane tenant={tenant} marks={marks} view={view} width={width} timeZone={timeZone} />
    </div>
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
