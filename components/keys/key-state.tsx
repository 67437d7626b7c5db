"use client";
import type { Key } from "#server/keys/index.ts";
import { absoluteTime } from "../events/times.ts";
import { useNowMs } from "../frame/clock.tsx";
import { dueText, isSoon, SOON_DAYS, stateDetail, stateText, toneOf } from "./key-words.ts";
import classes from "./keys.module.css";

/** The state of a key in words; colour only where there is something to see to. */
export function KeyStateBadge({ of: key }: { of: Pick<Key, "state" | "oldSecretUntil"> }) {
  const nowMs = useNowMs();
  return (
    <span className={classes.badge} data-tone={toneOf(key.state)}>
      {stateText(key, nowMs)}
    </span>
  );
}

/** The same for a list: the state alone, and below it what matters about it. */
export function KeyStateLines({ of: key }: { of: Key }) {
  const detail = stateDetail(key, useNowMs());
  return (
    <span className={classes.two}>
      <span>
        <span className={classes.badge} data-tone={toneOf(key.state)}>
          {key.state}
        </span>
      </span>
      {detail === null ? null : <span title={detail}>{detail}</span>}
    </span>
  );
}

interface DueProps {
  at: string;
  timeZone: string;
  /** From how many days before it is amber; 0 for never. */
  soonDays?: number;
}

/** A time ahead or past, amber when it is near or past. */
export function DueTime({ at, timeZone, soonDays = SOON_DAYS }: DueProps) {
  const nowMs = useNowMs();
  const soon = soonDays > 0 && isSoon(at, nowMs, soonDays);
  return (
    <time
      dateTime={at}
      title={absoluteTime(at, timeZone)}
      className={classes.due}
      data-soon={soon || undefined}
      suppressHydrationWarning
    >
      {dueText(at, nowMs)}
    </time>
  );
}
