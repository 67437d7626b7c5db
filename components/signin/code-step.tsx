"use client";
import { Button, Group, TextInput } from "@mantine/core";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { CodeInput } from "../confirm/code-input.tsx";
import confirm from "../confirm/confirm.module.css";
import classes from "./sign-in-card.module.css";

interface Props {
  isBusy: boolean;
  error: string | null;
  onCode: (code: string) => Promise<void>;
  onBack: () => void;
}

export function CodeStep({ isBusy, error, onCode, onBack }: Props) {
  const [withRecovery, setRecovery] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (!error) return;
    form.current?.reset();
    form.current?.querySelector("input")?.focus();
  }, [error]);

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    void onCode(String(new FormData(event.currentTarget).get("code") ?? ""));
  }

  return (
    <form method="post" ref={form} onSubmit={submit} className={classes.form} noValidate>
      {withRecovery ? (
        <TextInput
          key="recovery"
          name="code"
          label="Recovery code"
          description="One of the ten that you kept; each works once."
          autoComplete="off"
          size="md"
          autoFocus
          required
          withAsterisk={false}
        />
      ) : (
        <CodeInput key="code" name="code" label="Code of your authenticator" autoFocus />
      )}
      <div role="alert" className={classes.error}>
        {error}
      </div>
      <Button type="submit" size="md" fullWidth loading={isBusy}>
        Continue
      </Button>
      <Group justify="space-between">
        <button type="button" className={confirm.other} onClick={() => setRecovery(!withRecovery)}>
          {withRecovery ? "Use the authenticator" : "Use a recovery code"}
        </button>
        <button type="button" className={confirm.other} onClick={onBack}>
          Start over
        </button>
      </Group>
    </form>
  );
}
