"use client";
import { memo } from "react";
import { Area, ComposedChart, type DotItemDotProps, Line, XAxis, YAxis } from "recharts";
import type { BandPoint } from "./band-points.ts";
import { COLOURS } from "./colours.ts";

export interface BandChartProps {
  points: readonly BandPoint[];
  fromMs: number;
  toMs: number;
  /** The value at the upper edge; 0 is at the lower. */
  max: number;
  width: number;
  height: number;
}

const MARGIN = { top: 0, right: 0, bottom: 0, left: 0 };

/** What was against what is usual. Axes, cursor and marks lie over it, so that it is drawn anew only with other points or another view. */
export const BandChart = memo(function BandChart({ points, fromMs, toMs, max, width, height }: BandChartProps) {
  return (
    <ComposedChart
      data={points as BandPoint[]}
      width={width}
      height={height}
      margin={MARGIN}
      accessibilityLayer={false}
      tabIndex={-1}
    >
      <XAxis hide dataKey="atMs" type="number" scale="linear" domain={[fromMs, toMs]} allowDataOverflow />
      <YAxis hide type="number" domain={[0, max]} allowDataOverflow width={0} />
      <Area
        dataKey="usual"
        type="linear"
        fill={COLOURS.expected}
        fillOpacity={1}
        stroke={COLOURS.expectedEdge}
        strokeWidth={0.75}
        dot={false}
        activeDot={false}
        isAnimationActive={false}
      />
      <Line
        dataKey="value"
        type="linear"
        stroke={COLOURS.actual}
        strokeWidth={1.5}
        dot={OutsideDot}
        activeDot={false}
        isAnimationActive={false}
      />
    </ComposedChart>
  );
});

/** A ring around what is not usual. */
function OutsideDot({ cx, cy, payload, index }: DotItemDotProps) {
  if (!(payload as BandPoint).isOutside) return null;
  return <circle key={index} cx={cx} cy={cy} r={3} fill="var(--s-panel)" stroke={COLOURS.actual} strokeWidth={1.5} />;
}
