"use client";
import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import type { ChannelKind, IssuedChannel } from "#server/channels/index.ts";
import { useLeaveGuard } from "../roles/use-leave-guard.tsx";
import page from "../ui/page.module.css";
import { useAct } from "../ui/use-act.ts";
import type { ChannelActs } from "./channel-acts.ts";
import { ChannelForm, emptyChannel } from "./channel-form.tsx";
import classes from "./channels.module.css";
import { SecretOnce } from "./secret-once.tsx";

interface Props {
  tenant: { slug: string; timeZone: string };
  person: string;
  kind: ChannelKind;
  members: string[];
  acts: Pick<ChannelActs, "createChannel">;
}

/** Makes a channel; of a webhook, shows its secret this once. */
export function NewChannelScreen({ tenant, person, kind, members, acts }: Props) {
  const router = useRouter();
  const [draft, setDraft] = useState(emptyChannel);
  const [issued, setIssued] = useState<IssuedChannel | null>(null);
  const { name, url, recipients, severityMin, query } = draft;
  const open = ({ channel }: IssuedChannel) => router.push(`/t/${tenant.slug}/channels/${channel.id}`);
  const { act, isBusy, fault } = useAct(
    () =>
      acts.createChannel(tenant.slug, {
        ...{ name, kind, severityMin, query },
        ...(kind === "webhook" ? { url } : { recipients }),
      }),
    (made) => {
      setIssued(made);
      if (made.secret !== null) return;
      notifications.show({ message: `${made.channel.name} is on.` });
      open(made);
    },
  );
  const leaveDialog = useLeaveGuard(issued === null && JSON.stringify(draft) !== JSON.stringify(emptyChannel));
  const title = kind === "webhook" ? "New webhook" : "New e-mail channel";
  return (
    <>
      <header className={page.header}>
        <Link href={`/t/${tenant.slug}/channels`} className={classes.crumb}>
          Channels
        </Link>
        <span aria-hidden="true">/</span>
        <h1>{issued ? issued.channel.name : title}</h1>
      </header>
      <div className={page.content}>
        {issued?.secret ? (
          <SecretOnce
            secret={issued.secret}
            doneLabel="I have stored it: show the channel"
            onDone={() => open(issued)}
          />
        ) : (
          <ChannelForm
            label={title}
            tenant={tenant}
            person={person}
            kind={kind}
            draft={draft}
            onDraft={(part) => setDraft((now) => ({ ...now, ...part }))}
            members={members}
            fault={fault}
            onSubmit={act}
            buttons={
              <Button size="xs" type="submit" loading={isBusy}>
                {kind === "webhook" ? "Make the webhook" : "Make the channel"}
              </Button>
            }
          />
        )}
      </div>
      {leaveDialog}
    </>
  );
}
