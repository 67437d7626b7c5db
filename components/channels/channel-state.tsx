"use client";
import type { Channel } from "#server/channels/index.ts";
import { TimeAgo } from "../events/time-ago.tsx";
import { plural } from "../ui/numbers.ts";
import { stateOf } from "./channel-words.ts";
import classes from "./channels.module.css";

/** How a channel stands, in a word; colour only where there is something to see to. */
export function ChannelBadge({ of: channel }: { of: Channel }) {
  const state = stateOf(channel);
  return (
    <span className={classes.badge} data-state={state}>
      {state}
    </span>
  );
}

/** The same for a list, with what of it needs to be known. */
export function ChannelStateLines({ of: channel, timeZone }: { of: Channel; timeZone: string }) {
  const { waiting, pausedAt, pauseReason, failingSince } = channel;
  return (
    <span className={classes.two}>
      <span>
        <ChannelBadge of={channel} />
      </span>
      {pausedAt !== null ? (
        <span title={pauseReason ?? ""}>{pauseReason}</span>
      ) : failingSince !== null ? (
        <span>
          every attempt since <TimeAgo at={failingSince} timeZone={timeZone} />
        </span>
      ) : null}
      {waiting > 0 ? <span>{plural(waiting, "message")} waiting</span> : null}
    </span>
  );
}
