"use client";
import Link from "next/link";
import type { Series } from "#server/anomalies/index.ts";
import { ChartCard } from "../charts/chart-card.tsx";
import { NumberLink } from "../charts/number-link.tsx";
import { count, plural } from "../ui/numbers.ts";
import classes from "./anomalies.module.css";
import type { Subject } from "./anomalies-address.ts";
import { useLinkZone } from "./link-zone.ts";
import { SeriesPlot } from "./series-plot.tsx";
import { SeriesTable } from "./series-table.tsx";
import { bandNote, subjectTitle, unitOf } from "./subject-words.ts";

interface Props {
  tenant: string;
  subject: Subject;
  series: Series;
  timeZone: string;
  isComing: boolean;
  /** The page about it. */
  href: string;
}

const HEIGHT = 128;

/** The denied share beside a count, or the count beside a share, in small. */
export function CompanionCard({ tenant, subject, series, timeZone, isComing, href }: Props) {
  const unit = unitOf(subject);
  const title = subjectTitle(subject, series.subject.name);
  const above = series.points.filter(({ place }) => place === "above").length;
  return (
    <ChartCard
      title={<Link href={href}>{title}</Link>}
      table={() => <SeriesTable tenant={tenant} label={title} series={series} unit={unit} timeZone={timeZone} />}
    >
      <p className={classes.sum}>
        <NumberLink tenant={tenant} link={series.link} zone={useLinkZone()}>
          {series.isLowerBound ? "at least " : ""}
          {unit === "percent" ? `${count(series.total)} denied` : plural(series.total, "event")}
        </NumberLink>
        <span>{plural(above, "point")} above the band</span>
        {bandNote(series) ? <span>{bandNote(series)}</span> : null}
      </p>
      <SeriesPlot
        tenant={tenant}
        points={series.points}
        unit={unit}
        view={{ fromMs: Date.parse(series.from), toMs: Date.parse(series.to) }}
        timeZone={timeZone}
        height={HEIGHT}
        label={`${title} over time`}
        isStale={isComing}
      />
    </ChartCard>
  );
}
