"use client";
import { Modal, TextInput } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useState } from "react";
import type { InviteOwnerInput, TenantNumbers } from "#server/operators/index.ts";
import { type FormAnswer, useForm } from "../ui/form-state.ts";
import { DialogFooter } from "./dialog-footer.tsx";
import { LinkDialog, type SentLink } from "./link-dialog.tsx";
import classes from "./operator.module.css";

export type InviteOwner = (input: InviteOwnerInput) => Promise<FormAnswer<SentLink>>;

interface Props {
  tenant: TenantNumbers;
  invite: InviteOwner;
  onClose: () => void;
}

export function InviteOwnerDialog({ tenant, invite, onClose }: Props) {
  const router = useRouter();
  const [ownerEmail, setOwnerEmail] = useState("");
  const [sent, setSent] = useState<SentLink | null>(null);
  const form = useForm(
    async (input: InviteOwnerInput) => {
      const answer = await invite(input);
      if (answer.value) setSent(answer.value);
      return answer;
    },
    () => ({ id: tenant.id, ownerEmail }),
  );
  const close = () => {
    onClose();
    router.refresh();
  };
  if (sent)
    return <LinkDialog title={`${tenant.name}: owner invited`} email={ownerEmail} sent={sent} onClose={close} />;
  return (
    <Modal
      opened
      onClose={onClose}
      title={`Invite an owner of ${tenant.name}`}
      centered
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <form
        className={classes.stack}
        onSubmit={(event) => {
          event.preventDefault();
          form.submit();
        }}
      >
        <p>It has no owner yet. Earlier links to the same address end.</p>
        <TextInput
          type="email"
          label="E-mail address"
          placeholder="ana@example.com"
          value={ownerEmail}
          onChange={(event) => setOwnerEmail(event.currentTarget.value)}
          error={form.faultOf("ownerEmail") ?? form.faultOf("email")}
          required
          data-autofocus
        />
        <DialogFooter form={form} onClose={onClose}>
          Invite
        </DialogFooter>
      </form>
    </Modal>
  );
}
