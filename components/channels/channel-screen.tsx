"use client";
import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import type { Channel, DeliveryPage, IssuedChannel } from "#server/channels/index.ts";
import page from "../ui/page.module.css";
import { useAct } from "../ui/use-act.ts";
import type { ChannelActs } from "./channel-acts.ts";
import { type ChannelDialog, ChannelDialogs } from "./channel-dialogs.tsx";
import { ChannelFacts } from "./channel-facts.tsx";
import { ChannelForm } from "./channel-form.tsx";
import { ChannelBadge } from "./channel-state.tsx";
import classes from "./channels.module.css";
import { DeliveryLog } from "./delivery-log.tsx";
import { SecretOnce } from "./secret-once.tsx";
import { useDeliveries } from "./use-deliveries.ts";

interface Props {
  tenant: { slug: string; timeZone: string };
  person: string;
  channel: Channel;
  deliveries: DeliveryPage;
  members: string[];
  mayManage: boolean;
  acts: ChannelActs;
}

/** A channel with what it takes, every message that was sent by it, and what can be done with it. */
export function ChannelScreen({ tenant, person, channel, deliveries, members, mayManage, acts }: Props) {
  const router = useRouter();
  const [dialog, setDialog] = useState<ChannelDialog | null>(null);
  const [issued, setIssued] = useState<IssuedChannel | null>(null);
  const log = useDeliveries(tenant.slug, channel.id, deliveries);
  const test = useAct(
    () => acts.testChannel(tenant.slug, { id: channel.id }),
    (sent) => log.put(sent),
  );
  const resume = useAct(
    () => acts.resumeChannel(tenant.slug, { id: channel.id }),
    () => {
      notifications.show({ message: `${channel.name} sends again.` });
      void log.refresh();
      router.refresh();
    },
  );
  const isSending = channel.isOn && channel.pausedAt === null;
  const refused = test.fault ?? resume.fault;
  return (
    <>
      <header className={`${page.header} ${classes.header}`}>
        <Link href={`/t/${tenant.slug}/channels`} className={classes.crumb}>
          Channels
        </Link>
        <span aria-hidden="true">/</span>
        <h1>{channel.name}</h1>
        <ChannelBadge of={channel} />
        <span className={classes.gap} />
        <span role="alert" className={classes.fault}>
          {refused?.message}
        </span>
        {mayManage ? (
          <>
            {channel.pausedAt !== null ? (
              <Button size="xs" loading={resume.isBusy} onClick={resume.act}>
                Resume
              </Button>
            ) : null}
            {isSending ? (
              <Button size="xs" variant="default" loading={test.isBusy} onClick={test.act}>
                Send a test
              </Button>
            ) : null}
            {channel.kind === "webhook" ? (
              <Button size="xs" variant="default" onClick={() => setDialog("rotate")}>
                Rotate secret
              </Button>
            ) : null}
            <Button size="xs" variant="outline" color="red" onClick={() => setDialog("delete")}>
              Delete
            </Button>
          </>
        ) : null}
      </header>
      <div className={classes.columns}>
        {issued?.secret ? (
          <div className={classes.wide}>
            <SecretOnce secret={issued.secret} doneLabel="I have stored it" onDone={() => setIssued(null)} />
          </div>
        ) : null}
        <div className={classes.side}>
          <ChannelFacts tenant={tenant} of={channel} />
          {mayManage ? (
            <EditForm
              key={channel.updatedAt}
              tenant={tenant}
              person={person}
              channel={channel}
              members={members}
              acts={acts}
            />
          ) : null}
        </div>
        <div className={classes.side}>
          <DeliveryLog tenant={tenant} log={log} mayRetry={mayManage && isSending} acts={acts} />
        </div>
      </div>
      <ChannelDialogs
        dialog={dialog}
        tenant={tenant.slug}
        of={channel}
        acts={acts}
        onClose={() => setDialog(null)}
        onRotated={(made) => {
          setDialog(null);
          setIssued(made);
          router.refresh();
        }}
        onDeleted={() => router.push(`/t/${tenant.slug}/channels`)}
      />
    </>
  );
}

interface EditProps extends Pick<Props, "tenant" | "person" | "channel" | "members"> {
  acts: Pick<ChannelActs, "updateChannel">;
}

function EditForm({ tenant, person, channel, members, acts }: EditProps) {
  const router = useRouter();
  const { id, kind } = channel;
  const start = {
    name: channel.name,
    url: channel.url ?? "",
    recipients: channel.recipients,
    severityMin: channel.severityMin,
    query: channel.query,
  };
  const [draft, setDraft] = useState(start);
  const isChanged = JSON.stringify(draft) !== JSON.stringify(start);
  const change = useAct(
    () => {
      const { name, url, recipients, severityMin, query } = draft;
      const to = kind === "webhook" ? { url } : { recipients };
      return acts.updateChannel(tenant.slug, { id, name, severityMin, query, ...to });
    },
    (now) => {
      notifications.show({ message: `${now.name} is saved.` });
      router.refresh();
    },
  );
  const turn = useAct(
    () => acts.updateChannel(tenant.slug, { id, isOn: !channel.isOn }),
    () => router.refresh(),
  );
  return (
    <ChannelForm
      label="Change the channel"
      tenant={tenant}
      person={person}
      kind={kind}
      draft={draft}
      onDraft={(part) => setDraft((now) => ({ ...now, ...part }))}
      members={members}
      fault={change.fault ?? turn.fault}
      onSubmit={change.act}
      buttons={
        <>
          <Button size="xs" variant="default" loading={turn.isBusy} onClick={turn.act}>
            {channel.isOn ? "Switch off" : "Switch on"}
          </Button>
          <Button size="xs" type="submit" loading={change.isBusy} disabled={!isChanged}>
            Save
          </Button>
        </>
      }
    />
  );
}
