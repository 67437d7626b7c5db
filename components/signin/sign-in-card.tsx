"use client";
import { Alert, Button, PasswordInput, TextInput } from "@mantine/core";
import { signIn } from "next-auth/react";
import { type FormEvent, useState } from "react";
import { Brand } from "../ui/brand.tsx";
import { type DemoUser, DemoUsers } from "./demo-users.tsx";
import classes from "./sign-in-card.module.css";

interface Props {
  callbackPath: string;
  /** The address of a person who is signed in but belongs to no tenant. */
  withoutTenant: string | null;
  signOut: () => Promise<void>;
  demoUsers: DemoUser[] | null;
}

const UNREACHABLE = "The server could not be reached. Nothing was sent; check the connection and try again.";

export function SignInCard({ callbackPath, withoutTenant, signOut, demoUsers }: Props) {
  const [busyWith, setBusyWith] = useState<string | null>(null);
  const [error, setError] = useState<string | null>(null);

  async function enter(email: string, password: string) {
    setBusyWith(email);
    setError(null);
    try {
      const answer = await signIn("credentials", { email, password, redirect: false });
      if (answer?.ok) {
        window.location.assign(callbackPath);
        return;
      }
      setError(answer?.error ?? UNREACHABLE);
    } catch {
      setError(UNREACHABLE);
    }
    setBusyWith(null);
  }

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const entered = new FormData(event.currentTarget);
    void enter(String(entered.get("email") ?? ""), String(entered.get("password") ?? ""));
  }

  return (
    <main className={classes.page}>
      <div className={classes.column}>
        <Brand />
        <section className={classes.card} aria-labelledby="sign-in-title">
          <h1 id="sign-in-title" className={classes.title}>
            Sign in
          </h1>
          <p className={classes.lead}>To the sealed audit trail of your organisation.</p>
          {withoutTenant ? (
            <Alert color="gray" mb="md" title={`${withoutTenant} belongs to no tenant`}>
              Ask an owner of your organisation to add you, or sign in as someone else.
              <form action={signOut}>
                <Button type="submit" size="xs" variant="default" mt="xs">
                  Sign out
                </Button>
              </form>
            </Alert>
          ) : null}
          <form onSubmit={submit} className={classes.form} noValidate>
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
            <Button type="submit" size="md" fullWidth loading={busyWith !== null}>
              Sign in
            </Button>
          </form>
        </section>
        {demoUsers ? <DemoUsers users={demoUsers} busy={busyWith !== null} onChoose={enter} /> : null}
        <p className={classes.foot}>Signing in is recorded in the trail of each of your tenants.</p>
      </div>
    </main>
  );
}
