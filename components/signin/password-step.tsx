"use client";
import { Button, PasswordInput, TextInput } from "@mantine/core";
import Link from "next/link";
import type { FormEvent } from "react";
import classes from "./sign-in-card.module.css";

interface Props {
  isBusy: boolean;
  error: string | null;
  onPassword: (email: string, password: string) => Promise<void>;
}

export function PasswordStep({ isBusy, error, onPassword }: Props) {
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const entered = new FormData(event.currentTarget);
    void onPassword(String(entered.get("email") ?? ""), String(entered.get("password") ?? ""));
  }
  return (
    <form method="post" onSubmit={submit} className={classes.form} noValidate>
      <TextInput
        name="email"
        type="email"
        label="E-mail"
        autoComplete="username"
        size="md"
        autoFocus
        required
        withAsterisk={false}
      />
      <PasswordInput
        name="password"
        label="Password"
        autoComplete="current-password"
        size="md"
        required
        withAsterisk={false}
      />
      <div role="alert" className={classes.error}>
        {error}
      </div>
      <Button type="submit" size="md" fullWidth loading={isBusy}>
        Sign in
      </Button>
      <Link href="/reset" className={classes.forgot} prefetch={false}>
        Forgot password?
      </Link>
    </form>
  );
}
