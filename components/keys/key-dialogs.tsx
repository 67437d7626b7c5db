"use client";
import { Modal, Select, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import type { KeyDetail, RotatedKey } from "#server/keys/index.ts";
import { span } from "../events/times.ts";
import { useNowMs } from "../frame/clock.tsx";
import { ActForm } from "../ui/act-form.tsx";
import { plural } from "../ui/numbers.ts";
import type { KeyActs } from "./key-acts.ts";
import { aheadText, graceText } from "./key-words.ts";

/** The one dialog that is open. */
export type KeyDialog = "rotate" | "cut" | "revoke" | "resume";

interface Props {
  dialog: KeyDialog | null;
  tenant: string;
  of: KeyDetail;
  acts: KeyActs;
  onClose: () => void;
  /** The act is done; with what to say. */
  onDone: (message: string) => void;
  onRotated: (rotated: RotatedKey) => void;
}

const TITLES: Record<KeyDialog, (name: string) => string> = {
  rotate: (name) => `Rotate ${name}?`,
  cut: (name) => `End the old secret of ${name}?`,
  revoke: (name) => `Revoke ${name}?`,
  resume: (name) => `Resume ${name}?`,
};

/** What can be done with a key, each with its effect in numbers. */
export function KeyDialogs(props: Props) {
  const { dialog, of: key, onClose } = props;
  return (
    <Modal
      opened={dialog !== null}
      onClose={onClose}
      title={dialog ? TITLES[dialog](key.name) : ""}
      size={460}
      centered
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {dialog === "rotate" ? <Rotate {...props} /> : null}
      {dialog === "cut" ? <Cut {...props} /> : null}
      {dialog === "revoke" ? <Revoke {...props} /> : null}
      {dialog === "resume" ? <Resume {...props} /> : null}
    </Modal>
  );
}

/** "last used 4 min ago, by 2 addresses in all" */
function useLastUse({ lastUsedAt, seenAddresses }: KeyDetail): string {
  const nowMs = useNowMs();
  if (lastUsedAt === null) return "never used";
  const used = seenAddresses.filter(({ requests }) => requests > 0).length;
  return `last used ${span((nowMs - Date.parse(lastUsedAt)) / 1000)} ago${used > 0 ? ` by ${plural(used, "address", "addresses")}` : ""}`;
}

const GRACES = [
  { value: "24", label: "24 hours" },
  { value: "1", label: "1 hour" },
  { value: "168", label: "7 days" },
  { value: "720", label: "30 days" },
  { value: "0", label: "Not at all: it has leaked" },
];

function Rotate({ tenant, of: key, acts, onClose, onRotated }: Props) {
  const [grace, setGrace] = useState("24");
  const [reason, setReason] = useState("");
  const lastUse = useLastUse(key);
  const hours = Number(grace);
  return (
    <ActForm
      act={() =>
        acts.rotate(tenant, {
          id: key.id,
          graceHours: hours,
          ...(reason.trim() ? { reason: reason.trim() } : {}),
        })
      }
      label="Rotate"
      isDangerous={hours === 0}
      onDone={onRotated}
      onCancel={onClose}
    >
      <p>The key gets a new secret; its purpose, rights and scope stay. Other keys are not touched.</p>
      <Select
        label="The present secret goes on for"
        data={GRACES}
        value={grace}
        onChange={(value) => value !== null && setGrace(value)}
        allowDeselect={false}
        data-autofocus
      />
      <TextInput
        label="Reason"
        placeholder={hours === 0 ? "leaked" : "rotated"}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        maxLength={500}
      />
      <p>
        {hours === 0
          ? `Whoever has the present secret is refused from now on (${lastUse}). `
          : `Both secrets work for ${graceText(hours)}, or until you end the old one (${lastUse}). `}
        The new one is shown once.
      </p>
    </ActForm>
  );
}

function Cut({ tenant, of: key, acts, onClose, onDone }: Props) {
  const nowMs = useNowMs();
  const lastUse = useLastUse(key);
  return (
    <ActForm
      act={() => acts.cut(tenant, { id: key.id })}
      label="Cut now"
      isDangerous
      onDone={() => onDone("The old secret does not work any more.")}
      onCancel={onClose}
    >
      <p>
        Ends the old secret at once,{" "}
        {key.oldSecretUntil ? `${aheadText(key.oldSecretUntil, nowMs).replace("in ", "")} ` : ""}
        before its time. The key was {lastUse}; whoever still has the old secret is refused from now on. The new one
        goes on working.
      </p>
    </ActForm>
  );
}

function Revoke({ tenant, of: key, acts, onClose, onDone }: Props) {
  const [reason, setReason] = useState("");
  const [typed, setTyped] = useState("");
  const lastUse = useLastUse(key);
  const isTyped = typed.trim() === key.name;
  return (
    <ActForm
      act={() => acts.revoke(tenant, { id: key.id, reason })}
      label="Revoke"
      isDangerous
      isDisabled={!isTyped || reason.trim() === ""}
      onDone={() => onDone(`${key.name} is revoked.`)}
      onCancel={onClose}
    >
      {(faultOf) => (
        <>
          <p>
            Revokes 1 key, {lastUse}: refused everywhere within a second, open tails and feeds included. It cannot be
            undone. Other keys are not touched.
          </p>
          <Textarea
            label="Reason"
            description="Stands in the trail and on the key's page"
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
            error={faultOf("reason")}
            maxLength={500}
            autosize
            minRows={2}
            required
            withAsterisk={false}
            data-autofocus
          />
          <TextInput
            label={`Type ${key.name} to confirm`}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            autoComplete="off"
          />
        </>
      )}
    </ActForm>
  );
}

function Resume({ tenant, of: key, acts, onClose, onDone }: Props) {
  const lastUse = useLastUse(key);
  return (
    <ActForm
      act={() => acts.resume(tenant, { id: key.id })}
      label="Resume"
      onDone={() => onDone(`${key.name} works again.`)}
      onCancel={onClose}
    >
      <p>
        The key suspended itself ({key.suspendReason}); it was {lastUse}. Resumed, it works again with the secret that
        it has, and suspends itself again when nobody uses it.
      </p>
    </ActForm>
  );
}
