"use client";
import { absoluteTime, relativeTime } from "../events/times.ts";
import { useNowMs } from "../frame/clock.tsx";
import classes from "./members.module.css";

/** "in 6 d", or that it has ended. */
export function TimeLeft({ until, timeZone }: { until: string; timeZone: string }) {
  const nowMs = useNowMs();
  const hasEnded = Date.parse(until) <= nowMs;
  return (
    <time dateTime={until} title={absoluteTime(until, timeZone)} className={hasEnded ? classes.ended : undefined}>
      {hasEnded ? "expired" : relativeTime(until, nowMs, timeZone)}
    </time>
  );
}
