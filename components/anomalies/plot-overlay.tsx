import type { SeriesPoint } from "#server/anomalies/index.ts";
import { type Unit, valueText } from "../charts/axis.ts";
import { endOf, startOf } from "../charts/band-points.ts";
import { shareOf, type View } from "../charts/view.ts";
import classes from "./series.module.css";

const percent = (share: number) => `${share * 100}%`;

/** Round values as lines across, with their numbers, and round times as lines down. */
export function ValueLines({ ticks, unit, times }: { ticks: readonly number[]; unit: Unit; times: readonly number[] }) {
  const max = ticks.at(-1)!;
  return (
    <div className={classes.lines} aria-hidden="true">
      {times.map((share) => (
        <i key={`t${share}`} className={classes.down} style={{ left: percent(share) }} />
      ))}
      {ticks.map((tick) => (
        <i
          key={tick}
          className={classes.across}
          style={{ bottom: percent(tick / max) }}
          data-zero={tick === 0 || undefined}
        >
          {tick === 0 ? null : <span>{valueText(tick, unit)}</span>}
        </i>
      ))}
    </div>
  );
}

interface OverlayProps {
  view: View;
  max: number;
  point: SeriesPoint | undefined;
  selection: View | undefined;
}

/** The point under the cursor, or what is selected. */
export function PlotOverlay({ view, max, point, selection }: OverlayProps) {
  if (selection) {
    const from = Math.max(0, shareOf(selection.fromMs, view));
    const to = Math.min(1, shareOf(selection.toMs, view));
    return <i className={classes.selection} style={{ left: percent(from), width: percent(Math.max(0, to - from)) }} />;
  }
  if (!point) return null;
  const share = shareOf((startOf(point) + endOf(point)) / 2, view);
  if (share < 0 || share > 1) return null;
  return (
    <i className={classes.cursor} style={{ left: percent(share) }}>
      <i className={classes.dot} style={{ bottom: percent(Math.min(1, point.value / max)) }} />
    </i>
  );
}

interface CutProps {
  points: readonly SeriesPoint[];
  view: View;
  width: number;
  unit: Unit;
}

const LABEL_PX = 52;

/** The values of the peaks that go beyond the chart; of neighbours the highest. */
export function CutPeaks({ points, view, width, unit }: CutProps) {
  const placed = points
    .map((point) => ({ point, share: shareOf((startOf(point) + endOf(point)) / 2, view) }))
    .filter(({ share }) => share >= 0 && share <= 1)
    .sort((a, b) => b.point.value - a.point.value);
  const told: typeof placed = [];
  for (const one of placed)
    if (told.every(({ share }) => Math.abs(share - one.share) * width > LABEL_PX)) told.push(one);
  return told.map(({ point, share }) => (
    <span
      key={point.at}
      className={classes.cut}
      style={{ left: percent(share), transform: `translateX(${share > 0.9 ? "-100%" : share < 0.1 ? "0" : "-50%"})` }}
    >
      ▲ {valueText(point.value, unit)}
    </span>
  ));
}
