"use client";
import { Select, UnstyledButton } from "@mantine/core";
import { IconChevronLeft, IconChevronRight, IconZoomIn, IconZoomOut } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import type { Series } from "#server/anomalies/index.ts";
import type { FindingSource } from "#server/findings/index.ts";
import { SOURCE_NAMES } from "../alerts/alert-words.ts";
import { valueText } from "../charts/axis.ts";
import chart from "../charts/chart-card.module.css";
import { ChartCard } from "../charts/chart-card.tsx";
import { NumberLink } from "../charts/number-link.tsx";
import { panned, timeAt, zoomed } from "../charts/view.ts";
import { useServerClock } from "../frame/clock.tsx";
import { NotCounted } from "../ui/not-counted.tsx";
import { count, plural } from "../ui/numbers.ts";
import classes from "./anomalies.module.css";
import { type AnomaliesAddress, DAYS_MAX, isCutShort } from "./anomalies-address.ts";
import { Arithmetic } from "./arithmetic.tsx";
import { useLinkZone } from "./link-zone.ts";
import { MarkLines } from "./mark-lines.tsx";
import { SeriesPlot } from "./series-plot.tsx";
import { SeriesTable } from "./series-table.tsx";
import { bandNote, bucketText, marksNote, noMarksText, subjectTitle, unitOf } from "./subject-words.ts";
import type { GoToAnomalies } from "./use-anomalies-address.ts";
import { useSeriesView } from "./use-series-view.ts";

interface Props {
  tenant: string;
  address: AnomaliesAddress;
  series: Series;
  timeZone: string;
  go: GoToAnomalies;
  isComing: boolean;
}

const HEIGHT = 236;
const MARKS_SHOWN = 4;

/** The subject over time against what is usual for it, with the alerts about it. */
export function SeriesCard({ tenant, address, series, timeZone, go, isComing }: Props) {
  const { subject, marks, points } = series;
  const unit = unitOf(address.subject);
  const clock = useServerClock();
  const title = subjectTitle(address.subject, subject.name);
  const loaded = useMemo(
    () => ({
      fromMs: Date.parse(series.from),
      toMs: Date.parse(series.to),
      key: `${subject.kind} ${subject.id} ${series.from} ${series.to}`,
    }),
    [subject.kind, subject.id, series.from, series.to],
  );
  const shown = useSeriesView({ loaded, endMs: clock.now(), go });
  const { view, limits, show } = shown;
  const ofDetector = useMemo(
    () => (marks ?? []).filter(({ detector }) => address.detector === undefined || detector === address.detector),
    [marks, address.detector],
  );
  const tools = [
    { label: "Earlier", Icon: IconChevronLeft, act: () => show(panned(view, -0.5, limits)) },
    { label: "Later", Icon: IconChevronRight, act: () => show(panned(view, 0.5, limits)) },
    { label: "Zoom in", Icon: IconZoomIn, act: () => show(zoomed(view, 0.5, timeAt(0.5, view), limits)) },
    { label: "Zoom out", Icon: IconZoomOut, act: () => show(zoomed(view, 2, timeAt(0.5, view), limits)) },
  ];
  const detectors = [...new Set((marks ?? []).map(({ detector }) => detector))];
  return (
    <ChartCard
      title={title}
      note={`${bucketText(series)} · band: usual for this time of the week`}
      tools={
        <>
          {detectors.length > 1 || address.detector !== undefined ? (
            <Select
              size="xs"
              w={170}
              aria-label="Alerts of"
              placeholder="Alerts of any detector"
              data={[...new Set([...detectors, ...(address.detector ? [address.detector] : [])])].map((value) => ({
                value,
                label: SOURCE_NAMES[value as FindingSource] ?? value,
              }))}
              value={address.detector ?? null}
              onChange={(value) => go({ detector: value ?? undefined }, "replace")}
              clearable
            />
          ) : null}
          {tools.map(({ label, Icon, act }) => (
            <UnstyledButton key={label} className={chart.tool} aria-label={label} title={label} onClick={act}>
              <Icon size={15} stroke={1.7} aria-hidden="true" />
            </UnstyledButton>
          ))}
        </>
      }
      table={() => <SeriesTable tenant={tenant} label={title} series={series} unit={unit} timeZone={timeZone} />}
    >
      <p className={classes.sum}>
        <Total tenant={tenant} series={series} />
        <NotCounted {...series} />
        {isCutShort(address, series) ? <span>at most {DAYS_MAX} days are shown</span> : null}
        {bandNote(series) ? <span>{bandNote(series)}</span> : null}
      </p>
      <SeriesPlot
        tenant={tenant}
        points={points}
        {...(marks === null ? {} : { marks: ofDetector })}
        unit={unit}
        view={view}
        moving={shown}
        timeZone={timeZone}
        height={HEIGHT}
        label={`${title} over time`}
        isStale={isComing && !shown.isMoved}
        rest="Drag to zoom, with shift to move; by keyboard the arrow keys, + and −, page up and page down."
      />
      {marks === null ? null : (
        <Marks
          tenant={tenant}
          marks={ofDetector}
          none={noMarksText(marks.length, address.detector as FindingSource | undefined)}
          timeZone={timeZone}
        />
      )}
      {marksNote(series) ? <p className={classes.note}>{marksNote(series)}</p> : null}
      <Arithmetic title="How the band is reckoned" lines={series.arithmetic} />
    </ChartCard>
  );
}

/** What the whole range has, with where it lies outside of what is usual. */
function Total({ tenant, series }: { tenant: string; series: Series }) {
  const zone = useLinkZone();
  const isShare = series.subject.kind === "denied_share";
  const sum = series.points.reduce(
    (all, { events, denied }) => ({ events: all.events + events, denied: all.denied + denied }),
    {
      events: 0,
      denied: 0,
    },
  );
  const isWhole = series.buckets === series.points.length;
  const outside = (where: "above" | "below") => series.points.filter(({ place }) => place === where).length;
  return (
    <>
      <NumberLink tenant={tenant} link={series.link} zone={zone}>
        {series.isLowerBound ? "at least " : ""}
        {isShare ? `${count(series.total)} denied` : plural(series.total, "event")}
      </NumberLink>
      {isShare && isWhole && sum.events > 0 ? (
        <span>
          {valueText((100 * sum.denied) / sum.events, "percent")} of {plural(sum.events, "event")}
        </span>
      ) : null}
      <span>
        {plural(outside("above"), "point")} above the band, {count(outside("below"))} below
      </span>
    </>
  );
}

interface MarksProps {
  tenant: string;
  marks: NonNullable<Series["marks"]>;
  /** Stands in their place. */
  none: string;
  timeZone: string;
}

function Marks({ tenant, marks, none, timeZone }: MarksProps) {
  const [isWhole, setWhole] = useState(false);
  if (marks.length === 0) return <p className={classes.note}>{none}</p>;
  return (
    <section className={classes.marks} aria-label="Alerts in this range">
      <MarkLines tenant={tenant} marks={isWhole ? marks : marks.slice(0, MARKS_SHOWN)} timeZone={timeZone} />
      {marks.length > MARKS_SHOWN ? (
        <UnstyledButton className={classes.more} onClick={() => setWhole(!isWhole)}>
          {isWhole ? "Fewer" : `All ${plural(marks.length, "alert")}`}
        </UnstyledButton>
      ) : null}
    </section>
  );
}
