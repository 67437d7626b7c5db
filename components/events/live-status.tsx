"use client";
import { UnstyledButton } from "@mantine/core";
import { IconPlayerPause, IconPlayerPlay } from "@tabler/icons-react";
import { count } from "../ui/numbers.ts";
import classes from "./events.module.css";
import type { LiveRows } from "./use-live-rows.ts";
import type { TailState } from "./use-tail.ts";
import { WAITING_ROWS_MAX } from "./waiting-rows.ts";

const WORDS: Record<TailState, string> = {
  off: "Not live",
  connecting: "Connecting",
  live: "Live",
  lost: "Reconnecting",
  ended: "Ended",
};

/** How many new events wait: "1,234", or "20,000+" for more than are kept. */
export const waitingText = ({ waitingCount, isOver }: Pick<LiveRows, "waitingCount" | "isOver">): string =>
  isOver ? `${count(WAITING_ROWS_MAX)}+` : count(waitingCount);

export const hasWaiting = ({ waitingCount, isOver }: Pick<LiveRows, "waitingCount" | "isOver">): boolean =>
  isOver || waitingCount > 0;

export function LiveStatus({ live, onResume }: { live: LiveRows; onResume: () => void }) {
  const { state, end, isPaused, notFollowed } = live;
  if (notFollowed)
    return (
      <Mark
        title={
          notFollowed === "past"
            ? "The time range has ended: nothing new can belong to it"
            : "With the oldest first, new events come below the last row. Sort by the newest to follow them."
        }
      >
        {notFollowed === "past" ? "Past range" : "Not followed"}
      </Mark>
    );
  if (end)
    return (
      <Mark title={end.message}>
        <span role="status">Live events have ended: {end.message}</span>
      </Mark>
    );
  const Icon = isPaused ? IconPlayerPlay : IconPlayerPause;
  return (
    <Mark isLive={state === "live" && !isPaused}>
      <span role="status">{isPaused ? "Paused" : live.isOver ? "Catching up" : WORDS[state]}</span>
      {isPaused && hasWaiting(live) ? <span className={classes.waiting}>{waitingText(live)} new</span> : null}
      <UnstyledButton
        className={classes.icon}
        aria-label={isPaused ? "Resume live events" : "Pause live events"}
        title={isPaused ? "Resume" : "Pause"}
        onClick={isPaused ? onResume : live.pause}
      >
        <Icon size={13} stroke={1.8} aria-hidden="true" />
      </UnstyledButton>
    </Mark>
  );
}

function Mark(props: { isLive?: boolean; title?: string; children: React.ReactNode }) {
  return (
    <span className={classes.live} data-live={props.isLive || undefined} title={props.title}>
      <span className={classes.dot} aria-hidden="true" />
      {props.children}
    </span>
  );
}
