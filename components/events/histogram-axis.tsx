import { useMemo } from "react";
import classes from "./histogram.module.css";
import type { BarSpan } from "./histogram-scale.ts";
import { axisTicks } from "./histogram-time.ts";

interface Props {
  spans: BarSpan[];
  width: number;
  timeZone: string;
  isOpen: boolean;
}

const LABEL_ROOM = 86;
const NOW_ROOM = 30;

/** A few round times beneath the bars, as many as there is room for. */
export function HistogramAxis({ spans, width, timeZone, isOpen }: Props) {
  const fromMs = spans[0]?.fromMs;
  const toMs = spans.at(-1)?.toMs;
  const labels = useMemo(() => {
    if (fromMs === undefined || toMs === undefined || width === 0) return [];
    const max = Math.max(1, Math.min(7, Math.floor(width / LABEL_ROOM)));
    const end = isOpen ? width - NOW_ROOM : width;
    return axisTicks(fromMs, toMs, timeZone, max)
      .map(({ atMs, label }) => ({ label, x: ((atMs - fromMs) / (toMs - fromMs)) * width }))
      .filter(({ x }) => x < end - LABEL_ROOM / 2 || (!isOpen && x <= end));
  }, [fromMs, toMs, timeZone, width, isOpen]);
  return (
    <div className={classes.axis} aria-hidden="true">
      {labels.map(({ label, x }) => (
        <span key={x} style={place(x, width)}>
          {label}
        </span>
      ))}
      {isOpen && width > 0 ? <span style={{ right: 0 }}>now</span> : null}
    </div>
  );
}

/** Centred beneath its place, but within the chart. */
function place(x: number, width: number) {
  if (x < LABEL_ROOM / 2) return { left: Math.max(0, x - 2) };
  if (x > width - LABEL_ROOM / 2) return { right: 0 };
  return { left: x, transform: "translateX(-50%)" };
}
