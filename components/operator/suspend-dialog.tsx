"use client";
import { Modal, TextInput } from "@mantine/core";
import { useEffect, useState } from "react";
import type { TenantNumbers } from "#server/operators/index.ts";
import { type FormAnswer, useForm } from "../ui/form-state.ts";
import { plural } from "../ui/numbers.ts";
import { DialogFooter } from "./dialog-footer.tsx";
import classes from "./operator.module.css";

interface Props {
  tenant: TenantNumbers;
  isSuspending: boolean;
  suspend: (input: { id: string; reason: string }) => Promise<FormAnswer>;
  resume: (input: { id: string }) => Promise<FormAnswer>;
  onClose: () => void;
}

export function SuspendDialog({ tenant, isSuspending, suspend, resume, onClose }: Props) {
  const [reason, setReason] = useState("");
  const form = useForm(
    (input: { id: string; reason: string }) => (isSuspending ? suspend(input) : resume({ id: input.id })),
    () => ({ id: tenant.id, reason }),
  );
  useEffect(() => {
    if (form.isSaved) onClose();
  }, [form.isSaved, onClose]);
  const title = isSuspending ? `Suspend ${tenant.name}?` : `Resume ${tenant.name}?`;
  return (
    <Modal opened onClose={onClose} title={title} centered closeButtonProps={{ "aria-label": "Close" }}>
      <form
        className={classes.stack}
        onSubmit={(event) => {
          event.preventDefault();
          form.submit();
        }}
      >
        <p>
          {isSuspending
            ? `Within a second its ${plural(tenant.members, "member")} and all of its keys are refused, and nothing new is taken in. Its ${plural(tenant.events, "event")} stay sealed and whole.`
            : "Its members and its keys work again at once."}
        </p>
        {isSuspending ? (
          <TextInput
            label="Reason"
            description="Kept in the tenant’s trail"
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
            maxLength={100}
            required
            data-autofocus
          />
        ) : null}
        <DialogFooter form={form} onClose={onClose} isDangerous={isSuspending}>
          {isSuspending ? "Suspend" : "Resume"}
        </DialogFooter>
      </form>
    </Modal>
  );
}
