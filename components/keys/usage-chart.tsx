"use client";
import { SegmentedControl, Switch } from "@mantine/core";
import { memo, useMemo, useState } from "react";
import { Bar, BarChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import type { KeyHour } from "#server/keys/index.ts";
import { absoluteTime, MONTHS, wallTime } from "../events/times.ts";
import { useNowMs } from "../frame/clock.tsx";
import { count, plural } from "../ui/numbers.ts";
import page from "../ui/page.module.css";
import classes from "./key-page.module.css";
import { USAGE_RANGES, type UsagePoint, type UsageRange, usagePoints, usageSum, usageTicks } from "./usage-points.ts";

interface Props {
  hours: readonly KeyHour[];
  timeZone: string;
  /** An ingest key's rows are the events that it brought in. */
  rowsAre: "rows" | "events";
}

const HEIGHT_PX = 190;
const HOUR_MS = 3_600_000;

/** How much a key was used over time, refusals in red before them; the same numbers as a table. */
export function UsageChart({ hours, timeZone, rowsAre }: Props) {
  const hour = Math.floor(useNowMs() / HOUR_MS);
  const [range, setRange] = useState<UsageRange>("7d");
  const [what, setWhat] = useState<"requests" | "rows">("requests");
  const [isTable, setTable] = useState(false);
  const points = useMemo(() => usagePoints(hours, range, hour * HOUR_MS), [hours, range, hour]);
  const sum = usageSum(points);
  return (
    <section className={page.card} aria-labelledby="usage-title">
      <div className={classes.head}>
        <h2 id="usage-title">Use</h2>
        <span className={classes.sum}>
          {plural(sum.requests, "request")}, {plural(sum.rows, rowsAre === "rows" ? "row" : "event")},{" "}
          <span data-refused={sum.refusals > 0 || undefined}>{count(sum.refusals)} refused</span>
        </span>
        <span className={classes.gap} />
        <SegmentedControl
          size="xs"
          aria-label="What is shown"
          value={what}
          onChange={(value) => setWhat(value as typeof what)}
          data={[
            { value: "requests", label: "Requests" },
            { value: "rows", label: rowsAre === "rows" ? "Rows" : "Events" },
          ]}
        />
        <SegmentedControl
          size="xs"
          aria-label="Time range"
          value={range}
          onChange={(value) => setRange(value as UsageRange)}
          data={Object.entries(USAGE_RANGES).map(([value, { label }]) => ({ value, label }))}
        />
      </div>
      {sum.requests + sum.refusals === 0 ? (
        <p className={classes.nothing}>It was not used in these {USAGE_RANGES[range].label}.</p>
      ) : isTable ? (
        <UsageTable points={points} timeZone={timeZone} rowsAre={rowsAre} />
      ) : (
        <Bars points={points} what={what} timeZone={timeZone} range={range} rowsAre={rowsAre} />
      )}
      <Switch
        size="xs"
        label="As a table"
        checked={isTable}
        onChange={(event) => setTable(event.currentTarget.checked)}
      />
    </section>
  );
}

interface BarsProps extends Pick<Props, "rowsAre"> {
  points: UsagePoint[];
  what: "requests" | "rows";
  timeZone: string;
  range: UsageRange;
}

// The clock ticks every second, the bars change by the hour.
const Bars = memo(function Bars({ points, what, timeZone, range, rowsAre }: BarsProps) {
  const sum = usageSum(points);
  const peak = points.reduce((most, point) => (point[what] > most[what] ? point : most));
  const label =
    `${count(sum[what])} ${what === "rows" ? rowsAre : what} in ${USAGE_RANGES[range].label}, the most ${count(peak[what])} ` +
    `from ${absoluteTime(new Date(peak.atMs).toISOString(), timeZone)}; ${count(sum.refusals)} refused.`;
  return (
    <div role="img" aria-label={label} className={classes.chart}>
      <ResponsiveContainer width="100%" height={HEIGHT_PX}>
        <BarChart
          data={points}
          barCategoryGap="12%"
          barGap="-100%"
          margin={{ top: 4, right: 0, bottom: 0, left: 0 }}
          accessibilityLayer={false}
        >
          <XAxis
            dataKey="atMs"
            tickFormatter={(ms: number) => tickText(ms, timeZone, range)}
            ticks={usageTicks(points, range, timeZone)}
            interval="equidistantPreserveStart"
            minTickGap={8}
            tick={{ fill: "var(--s-faint)", fontSize: 11 }}
            tickLine={false}
            axisLine={{ stroke: "var(--s-line)" }}
          />
          <YAxis
            width={44}
            allowDecimals={false}
            tickFormatter={(value: number) => count(value)}
            tick={{ fill: "var(--s-faint)", fontSize: 11 }}
            tickLine={false}
            axisLine={false}
          />
          <Tooltip
            isAnimationActive={false}
            cursor={{ fill: "var(--s-hover)" }}
            content={({ active, payload }) =>
              active && payload?.[0] ? (
                <BarTip point={payload[0].payload as UsagePoint} timeZone={timeZone} rowsAre={rowsAre} />
              ) : null
            }
          />
          <Bar dataKey={what} fill="var(--s-bar)" isAnimationActive={false} />
          {what === "requests" ? <Bar dataKey="refusals" fill="var(--s-deny)" isAnimationActive={false} /> : null}
        </BarChart>
      </ResponsiveContainer>
    </div>
  );
});

function BarTip({ point, timeZone, rowsAre }: { point: UsagePoint } & Pick<Props, "timeZone" | "rowsAre">) {
  return (
    <div className={classes.tip}>
      <b>{absoluteTime(new Date(point.atMs).toISOString(), timeZone).replace(/:\d\d\.\d+/, "")}</b>
      <span>{plural(point.requests, "request")}</span>
      <span>{plural(point.rows, rowsAre === "rows" ? "row" : "event")}</span>
      <span data-refused={point.refusals > 0 || undefined}>{count(point.refusals)} refused</span>
    </div>
  );
}

/** "28 Nov", or "14:00" within a day. */
function tickText(ms: number, timeZone: string, range: UsageRange): string {
  const wall = wallTime(ms, timeZone);
  if (range === "24h") return wall.slice(11, 16);
  return `${Number(wall.slice(8, 10))} ${MONTHS[Number(wall.slice(5, 7)) - 1]}`;
}

function UsageTable({ points, timeZone, rowsAre }: { points: UsagePoint[] } & Pick<Props, "timeZone" | "rowsAre">) {
  const used = points.filter((point) => point.requests + point.rows + point.refusals > 0).reverse();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a long table scrolls, which the keyboard must be able to do
    <section className={classes.scroll} tabIndex={0} aria-label="Use as a table">
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">From</th>
            <th scope="col">Requests</th>
            <th scope="col">{rowsAre === "rows" ? "Rows" : "Events"}</th>
            <th scope="col">Refused</th>
          </tr>
        </thead>
        <tbody>
          {used.map((point) => (
            <tr key={point.atMs}>
              <td>{absoluteTime(new Date(point.atMs).toISOString(), timeZone).replace(/:\d\d\.\d+/, "")}</td>
              <td>{count(point.requests)}</td>
              <td>{count(point.rows)}</td>
              <td>{count(point.refusals)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
