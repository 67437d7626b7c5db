"use client";
import { Button } from "@mantine/core";
import { IconMail, IconWebhook } from "@tabler/icons-react";
import Link from "next/link";
import { useServerClock } from "../frame/clock.tsx";
import { useSwitch } from "../rules/use-switch.ts";
import { DataTable } from "../ui/data-table.tsx";
import { Notice } from "../ui/notice.tsx";
import { plural } from "../ui/numbers.ts";
import page from "../ui/page.module.css";
import type { ChannelActs } from "./channel-acts.ts";
import { channelColumns, type ListedChannel } from "./channel-columns.tsx";
import classes from "./channels.module.css";

interface Props {
  tenant: { slug: string; timeZone: string };
  channels: ListedChannel[];
  mayManage: boolean;
  acts: Pick<ChannelActs, "updateChannel">;
}

const ICON = { size: 14, stroke: 1.8, "aria-hidden": true } as const;

/** Where alerts are sent. */
export function ChannelsScreen({ tenant, channels, mayManage, acts }: Props) {
  const clock = useServerClock();
  const { isOn, turn } = useSwitch((id, on) => acts.updateChannel(tenant.slug, { id, isOn: on }));
  const begin = (kind: string) => `/t/${tenant.slug}/channels/new?kind=${kind}`;
  const actions = mayManage ? (
    <>
      <Button component={Link} href={begin("email")} size="xs" variant="default" leftSection={<IconMail {...ICON} />}>
        New e-mail
      </Button>
      <Button component={Link} href={begin("webhook")} size="xs" leftSection={<IconWebhook {...ICON} />}>
        New webhook
      </Button>
    </>
  ) : null;
  const columns = channelColumns({
    tenant,
    nowMs: clock.now(),
    mayManage,
    isOn,
    onSwitch: (channel, on) => void turn(channel, on),
  });
  return (
    <>
      <header className={page.header}>
        <h1>Channels</h1>
        <span className={classes.sum}>{plural(channels.length, "channel")}</span>
        <span className={classes.gap} />
        {channels.length > 0 ? actions : null}
      </header>
      {channels.length === 0 ? (
        <Notice title="Alerts reach nobody outside this page yet" action={actions}>
          <p>
            A channel sends each alert on within a second: as a signed webhook to a system of yours, or as a mail to
            members. Which alerts it takes is up to its filter, and every attempt stands in its log.
          </p>
        </Notice>
      ) : (
        <div className={classes.content}>
          <section className={classes.card} aria-label="Channels">
            <DataTable
              label="Channels"
              items={channels}
              columns={columns}
              idOf={({ id }) => id}
              empty={null}
              firstSort={{ id: "name", desc: false }}
            />
          </section>
        </div>
      )}
    </>
  );
}
