"use client";
import { Modal, Select } from "@mantine/core";
import { useState } from "react";
import type { Channel, IssuedChannel } from "#server/channels/index.ts";
import { ActForm } from "../ui/act-form.tsx";
import { plural } from "../ui/numbers.ts";
import type { ChannelActs } from "./channel-acts.ts";

export type ChannelDialog = "rotate" | "delete";

interface Props {
  dialog: ChannelDialog | null;
  tenant: string;
  of: Channel;
  acts: Pick<ChannelActs, "rotateSecret" | "deleteChannel">;
  onClose: () => void;
  onRotated: (issued: IssuedChannel) => void;
  onDeleted: () => void;
}

const GRACES = [
  { value: "24", label: "24 hours" },
  { value: "1", label: "1 hour" },
  { value: "168", label: "7 days" },
  { value: "0", label: "Not at all: it has leaked" },
];

/** What can be done with a channel, each with its effect. */
export function ChannelDialogs(props: Props) {
  const { dialog, of: channel, onClose } = props;
  return (
    <Modal
      opened={dialog !== null}
      onClose={onClose}
      title={dialog === "rotate" ? `Rotate the secret of ${channel.name}?` : `Delete ${channel.name}?`}
      size={460}
      centered
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {dialog === "rotate" ? <Rotate {...props} /> : null}
      {dialog === "delete" ? <Delete {...props} /> : null}
    </Modal>
  );
}

function Rotate({ tenant, of: channel, acts, onClose, onRotated }: Props) {
  const [grace, setGrace] = useState("24");
  const hours = Number(grace);
  return (
    <ActForm
      act={() => acts.rotateSecret(tenant, { id: channel.id, graceHours: hours })}
      label="Rotate"
      isDangerous={hours === 0}
      onDone={onRotated}
      onCancel={onClose}
    >
      <p>The channel gets a new secret, which is shown once.</p>
      <Select
        label="The present secret goes on for"
        data={GRACES}
        value={grace}
        onChange={(value) => value !== null && setGrace(value)}
        allowDeselect={false}
        data-autofocus
      />
      <p>
        {hours === 0
          ? "From the next message on, only the new secret signs: a receiver that has the present one refuses it."
          : "Until then each message bears a signature by each of the two, so that a receiver takes it with either."}
      </p>
    </ActForm>
  );
}

function Delete({ tenant, of: channel, acts, onClose, onDeleted }: Props) {
  return (
    <ActForm
      act={() => acts.deleteChannel(tenant, { id: channel.id })}
      label="Delete"
      isDangerous
      onDone={onDeleted}
      onCancel={onClose}
    >
      <p>
        Alerts are sent there no more
        {channel.waiting > 0
          ? `, and ${plural(channel.waiting, "message")} that ${channel.waiting === 1 ? "waits is" : "wait are"} let go`
          : ""}
        . Its log goes with it; the alerts stay. It cannot be undone.
      </p>
    </ActForm>
  );
}
