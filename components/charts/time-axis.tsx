import { useMemo } from "react";
import { axisTicks } from "../events/histogram-time.ts";
import classes from "./time-axis.module.css";
import { shareOf, type View } from "./view.ts";

const LABEL_ROOM_PX = 92;
const EDGE = 0.06;

/** The round times of a view, as many as there is room for. */
export function useTimeTicks(view: View, timeZone: string, width: number) {
  const { fromMs, toMs } = view;
  return useMemo(() => {
    const max = Math.max(1, Math.min(8, Math.floor(width / LABEL_ROOM_PX)));
    return width > 0 ? axisTicks(fromMs, toMs, timeZone, max) : [];
  }, [fromMs, toMs, timeZone, width]);
}

/** Round times beneath a chart. */
export function TimeAxis({ view, ticks }: { view: View; ticks: readonly { atMs: number; label: string }[] }) {
  return (
    <div className={classes.axis} aria-hidden="true">
      {ticks.map(({ atMs, label }) => {
        const share = shareOf(atMs, view);
        const shift = share < EDGE ? "0" : share > 1 - EDGE ? "-100%" : "-50%";
        return (
          <span key={atMs} style={{ left: `${share * 100}%`, transform: `translateX(${shift})` }}>
            {label}
          </span>
        );
      })}
    </div>
  );
}
