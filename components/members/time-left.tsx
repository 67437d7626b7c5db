"use client";
import { absoluteTime, span } from "../events/times.ts";
import { useNowMs } from "../frame/clock.tsx";
import classes from "./members.module.css";

const DAY_S = 86_400;

/** Whole days to the nearest, hours and minutes below two days. */
const leftText = (s: number) => `in ${s >= 2 * DAY_S ? `${Math.round(s / DAY_S)} d` : span(s)}`;

/** "in 7 d", or that it has ended. */
export function TimeLeft({ until, timeZone }: { until: string; timeZone: string }) {
  const nowMs = useNowMs();
  const leftS = (Date.parse(until) - nowMs) / 1000;
  const hasEnded = leftS <= 0;
  return (
    <time dateTime={until} title={absoluteTime(until, timeZone)} className={hasEnded ? classes.ended : undefined}>
      {hasEnded ? "expired" : leftText(leftS)}
    </time>
  );
}
