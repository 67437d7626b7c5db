"use client";
import { Button, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import card from "../signin/sign-in-card.module.css";
import { useAct } from "../ui/use-act.ts";
import type { ResetActions } from "./reset-screen.tsx";

interface Props extends Pick<ResetActions, "askForLink"> {
  isMailConfigured: boolean;
}

export function AskForm({ isMailConfigured, askForLink }: Props) {
  const [email, setEmail] = useState("");
  const [isAsked, setAsked] = useState(false);
  const asking = useAct(
    () => askForLink({ email }),
    () => setAsked(true),
  );
  if (!isMailConfigured)
    return (
      <p className={card.lead}>
        This Sealtrail cannot send mail. Ask whoever runs it, its operator, for a link to a new password: it works for
        one hour, once.
      </p>
    );
  if (isAsked)
    return (
      <p role="status" className={card.lead}>
        If there is an account with this address, a link is on its way. It works for one hour, once. Look in the folder
        for unwanted mail too.
      </p>
    );
  function submit(event: FormEvent) {
    event.preventDefault();
    asking.act();
  }
  return (
    <>
      <p className={card.lead}>A link to choose one comes by mail. Your password stays as it is until you use it.</p>
      <form onSubmit={submit} className={card.form} noValidate>
        <TextInput
          type="email"
          label="E-mail"
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
          autoComplete="username"
          size="md"
          autoFocus
          required
          withAsterisk={false}
        />
        <div role="alert" className={card.error}>
          {asking.fault?.message}
        </div>
        <Button type="submit" size="md" fullWidth loading={asking.isBusy} disabled={email.trim() === ""}>
          Send the link
        </Button>
      </form>
    </>
  );
}
