"use client";
import { Button, Group, Modal, PasswordInput, Text, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import type { FormAnswer } from "../ui/form-state.ts";
import { CodeInput } from "./code-input.tsx";
import classes from "./confirm.module.css";

export type Confirm = (input: { password: string } | { code: string }) => Promise<FormAnswer>;

interface Props {
  isOpen: boolean;
  hasSecondFactor: boolean;
  confirm: Confirm;
  onSettled: (isConfirmed: boolean) => void;
}

const UNREACHABLE = "The server could not be reached. Nothing was sent; check the connection and try again.";

export function ConfirmDialog({ isOpen, hasSecondFactor, confirm, onSettled }: Props) {
  return (
    <Modal
      opened={isOpen}
      onClose={() => onSettled(false)}
      title="Confirm that it is you"
      size={380}
      zIndex={300}
      centered
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <ConfirmForm hasSecondFactor={hasSecondFactor} confirm={confirm} onSettled={onSettled} />
    </Modal>
  );
}

type ProofKind = "password" | "code" | "recovery";

// A second factor may have been added or removed elsewhere since this page was drawn: the server knows.
function kindAskedFor({ fault }: FormAnswer, kind: ProofKind): ProofKind {
  const asked = fault?.fields[0]?.path;
  if (asked === "password") return "password";
  return asked === "code" && kind === "password" ? "code" : kind;
}

function ProofField({ kind }: { kind: ProofKind }) {
  if (kind === "code") return <CodeInput name="proof" label="Code of your authenticator" data-autofocus autoFocus />;
  const shared = { name: "proof", size: "md", required: true, withAsterisk: false, autoFocus: true } as const;
  return kind === "recovery" ? (
    <TextInput {...shared} label="Recovery code" autoComplete="off" />
  ) : (
    <PasswordInput {...shared} label="Your password" autoComplete="current-password" data-autofocus />
  );
}

function ConfirmForm({ hasSecondFactor, confirm, onSettled }: Omit<Props, "isOpen">) {
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const [kind, setKind] = useState<ProofKind>(hasSecondFactor ? "code" : "password");

  async function submit(event: FormEvent<HTMLFormElement>) {
    // The form is drawn inside the tree of whatever asked: its own submit must not become that form's.
    event.preventDefault();
    event.stopPropagation();
    const form = event.currentTarget;
    const proof = String(new FormData(form).get("proof") ?? "");
    setBusy(true);
    setError(null);
    const answer = await confirm(kind === "password" ? { password: proof } : { code: proof }).catch(
      (): FormAnswer => ({ fault: { message: UNREACHABLE, fields: [] } }),
    );
    setBusy(false);
    if (!answer.fault) return onSettled(true);
    setError(answer.fault.message);
    setKind(kindAskedFor(answer, kind));
    form.reset();
    form.querySelector("input")?.focus();
  }

  return (
    <form method="post" onSubmit={submit} className={classes.form} noValidate>
      <Text size="sm" c="dimmed">
        What you are about to do asks for a proof from the last 15 minutes. Nothing was changed yet.
      </Text>
      <ProofField key={kind} kind={kind} />
      {kind === "password" ? null : (
        <button type="button" className={classes.other} onClick={() => setKind(kind === "code" ? "recovery" : "code")}>
          {kind === "code" ? "Use a recovery code" : "Use the authenticator"}
        </button>
      )}
      <div role="alert" className={classes.error}>
        {error}
      </div>
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={() => onSettled(false)}>
          Cancel
        </Button>
        <Button type="submit" loading={isBusy}>
          Confirm
        </Button>
      </Group>
    </form>
  );
}
