"use client";
import { UnstyledButton } from "@mantine/core";
import { IconPlayerPause, IconPlayerPlay } from "@tabler/icons-react";
import classes from "./events.module.css";
import type { TailState } from "./use-tail.ts";

interface Props {
  state: TailState;
  isPaused: boolean;
  /** The range ends before now, so nothing new can belong to it. */
  isClosed: boolean;
  onPause: (isPaused: boolean) => void;
}

export function LiveStatus({ state, isPaused, isClosed, onPause }: Props) {
  if (isClosed)
    return (
      <span className={classes.live}>
        <span className={classes.dot} aria-hidden="true" />
        Past range
      </span>
    );
  const label = isPaused
    ? "Paused"
    : { off: "Not live", connecting: "Connecting", live: "Live", lost: "Reconnecting" }[state];
  return (
    <span className={classes.live} data-live={(state === "live" && !isPaused) || undefined}>
      <span className={classes.dot} aria-hidden="true" />
      <span role="status">{label}</span>
      <UnstyledButton
        className={classes.icon}
        aria-label={isPaused ? "Resume live events" : "Pause live events"}
        title={isPaused ? "Resume" : "Pause"}
        onClick={() => onPause(!isPaused)}
      >
        {isPaused ? (
          <IconPlayerPlay size={13} stroke={1.8} aria-hidden="true" />
        ) : (
          <IconPlayerPause size={13} stroke={1.8} aria-hidden="true" />
        )}
      </UnstyledButton>
    </span>
  );
}
