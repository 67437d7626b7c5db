import { Switch } from "@mantine/core";
import Link from "next/link";
import type { Channel, Delivery } from "#server/channels/index.ts";
import { TimeAgo } from "../events/time-ago.tsx";
import { QueryWords } from "../exports/query-words.tsx";
import type { DataColumn } from "../ui/data-table.tsx";
import { ChannelStateLines } from "./channel-state.tsx";
import { deliveryText, destinationText, KIND_NAMES, severityText, stateOf } from "./channel-words.ts";
import classes from "./channels.module.css";

/** A channel with the last message to it. */
export interface ListedChannel extends Channel {
  last: Delivery | null;
}

interface Options {
  tenant: { slug: string; timeZone: string };
  nowMs: number;
  mayManage: boolean;
  isOn: (channel: Channel) => boolean;
  onSwitch: (channel: Channel, isOn: boolean) => void;
}

const STATES = ["paused", "failing", "on", "off"];

/** What the list says of a channel. */
export function channelColumns(options: Options): DataColumn<ListedChannel>[] {
  const { tenant, nowMs, mayManage, isOn, onSwitch } = options;
  const { slug, timeZone } = tenant;
  return [
    {
      id: "on",
      header: "On",
      width: "64px",
      cell: (channel) => (
        <Switch
          size="xs"
          aria-label={`${channel.name} is on`}
          checked={isOn(channel)}
          disabled={!mayManage}
          onChange={(event) => onSwitch(channel, event.currentTarget.checked)}
        />
      ),
    },
    {
      id: "name",
      header: "Channel",
      sortBy: ({ name }) => name,
      cell: (channel) => (
        <span className={classes.two}>
          <Link href={`/t/${slug}/channels/${channel.id}`} prefetch={false} className={classes.name}>
            {channel.name}
          </Link>
          <span>{KIND_NAMES[channel.kind]}</span>
        </span>
      ),
    },
    {
      id: "to",
      header: "Leads to",
      cell: (channel) => (
        <span className={channel.kind === "webhook" ? classes.address : undefined} title={destinationText(channel)}>
          {destinationText(channel)}
        </span>
      ),
    },
    {
      id: "filter",
      header: "Takes",
      cell: (channel) => (
        <span className={classes.two}>
          <span>{severityText(channel.severityMin)}</span>
          {channel.query ? (
            <span>
              <QueryWords q={channel.query} setting={{ nowMs, timeZone }} />
            </span>
          ) : null}
        </span>
      ),
    },
    {
      id: "state",
      header: "State",
      width: "220px",
      sortBy: (channel) => STATES.indexOf(stateOf(channel)),
      cell: (channel) => <ChannelStateLines of={channel} timeZone={timeZone} />,
    },
    {
      id: "last",
      header: "Last message",
      width: "190px",
      isDescendingFirst: true,
      sortBy: ({ last }) => (last ? Date.parse(last.createdAt) : null),
      cell: ({ last }) =>
        last === null ? (
          <span className={classes.off}>none</span>
        ) : (
          <span className={classes.two}>
            <TimeAgo at={last.createdAt} timeZone={timeZone} />
            <span data-tone={last.state === "failed" ? "bad" : undefined}>{deliveryText(last)}</span>
          </span>
        ),
    },
  ];
}
