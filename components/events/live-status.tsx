"use client";
import { UnstyledButton } from "@mantine/core";
import { IconPlayerPause, IconPlayerPlay } from "@tabler/icons-react";
import type { ApiFault } from "./api-fault.ts";
import classes from "./events.module.css";
import type { TailState } from "./use-tail.ts";

interface Props {
  state: TailState;
  /** Why live events have ended. */
  end: ApiFault | null;
  isPaused: boolean;
  /** The range ends before now, so nothing new can belong to it. */
  isClosed: boolean;
  onPause: (isPaused: boolean) => void;
}

export function LiveStatus({ state, end, isPaused, isClosed, onPause }: Props) {
  if (isClosed)
    return (
      <span className={classes.live}>
        <span className={classes.dot} aria-hidden="true" />
        Past range
      </span>
    );
  if (end)
    return (
      <span className={classes.live} title={end.message}>
        <span className={classes.dot} aria-hidden="true" />
        <span role="status">Live events have ended: {end.message}</span>
      </span>
    );
  const label = isPaused
    ? "Paused"
    : { off: "Not live", connecting: "Connecting", live: "Live", lost: "Reconnecting", ended: "Ended" }[state];
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
