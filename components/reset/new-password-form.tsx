"use client";
import { Button, PasswordInput, TextInput } from "@mantine/core";
import Link from "next/link";
import { type FormEvent, useEffect, useState } from "react";
import card from "../signin/sign-in-card.module.css";
import type { FormFault } from "../ui/form-state.ts";
import { useAct } from "../ui/use-act.ts";
import type { ResetActions } from "./reset-screen.tsx";

interface Props extends Pick<ResetActions, "openLink" | "chooseNewPassword"> {
  token: string;
  onAskAgain: () => void;
}

export function NewPasswordForm({ token, openLink, chooseNewPassword, onAskAgain }: Props) {
  const [owner, setOwner] = useState<{ email: string; hasSecondFactor: boolean } | null>(null);
  const [refusal, setRefusal] = useState<FormFault | null>(null);
  const [password, setPassword] = useState("");
  const [isDone, setDone] = useState(false);
  useEffect(() => {
    let isHere = true;
    openLink({ token }).then(
      ({ value, fault }) => {
        if (!isHere) return;
        if (fault) setRefusal(fault);
        else setOwner(value);
      },
      () => setRefusal({ message: "The server could not be reached. Open the link again.", fields: [] }),
    );
    return () => {
      isHere = false;
    };
  }, [openLink, token]);
  const choosing = useAct(
    () => chooseNewPassword({ token, password }),
    () => setDone(true),
  );
  const fault = choosing.fault?.fields.find((field) => field.path === "password");
  if (refusal)
    return (
      <>
        <p role="alert" className={card.error}>
          {refusal.message}
        </p>
        <Button mt="md" variant="default" onClick={onAskAgain}>
          Ask for a new link
        </Button>
      </>
    );
  if (!owner) return <p className={card.lead}>Looking at the link…</p>;
  if (isDone)
    return (
      <>
        <p role="status" className={card.lead}>
          Your new password is set, and all your sessions have ended.
          {owner.hasSecondFactor ? " Your second factor is as it was." : ""}
        </p>
        <Button component={Link} href="/signin" fullWidth size="md">
          Sign in
        </Button>
      </>
    );
  function submit(event: FormEvent) {
    event.preventDefault();
    choosing.act();
  }
  return (
    <>
      <p className={card.lead}>All your sessions end when you set it.</p>
      <form method="post" onSubmit={submit} className={card.form} noValidate>
        <TextInput label="Account" value={owner.email} autoComplete="username" size="md" readOnly />
        <PasswordInput
          label="New password"
          description="At least 12 characters; length counts, not kinds of characters"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          autoComplete="new-password"
          maxLength={1000}
          size="md"
          autoFocus
          required
          withAsterisk={false}
          error={fault ? `It ${fault.message}` : undefined}
        />
        <div role="alert" className={card.error}>
          {fault ? null : choosing.fault?.message}
        </div>
        <Button type="submit" size="md" fullWidth loading={choosing.isBusy} disabled={password === ""}>
          Set the password
        </Button>
      </form>
    </>
  );
}
