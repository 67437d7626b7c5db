"use client";
import { Alert, Button } from "@mantine/core";
import { signIn } from "next-auth/react";
import { useState } from "react";
import { Brand } from "../ui/brand.tsx";
import { CODE_MARK } from "./code-mark.ts";
import { CodeStep } from "./code-step.tsx";
import { type DemoUser, DemoUsers } from "./demo-users.tsx";
import { PasswordStep } from "./password-step.tsx";
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
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  // Address and password that were right, while the code is asked for; they are kept nowhere else.
  const [proved, setProved] = useState<{ email: string; password: string } | null>(null);

  async function enter(email: string, password: string, code?: string) {
    setBusy(true);
    setError(null);
    try {
      const answer = await signIn("credentials", { email, password, ...(code ? { code } : {}), redirect: false });
      if (answer?.ok) {
        window.location.assign(callbackPath);
        return;
      }
      const refusal = answer?.error ?? UNREACHABLE;
      if (refusal.startsWith(CODE_MARK)) {
        setProved({ email, password });
        setError(proved ? refusal.slice(CODE_MARK.length) : null);
      } else setError(refusal);
    } catch {
      setError(UNREACHABLE);
    }
    setBusy(false);
  }

  function startOver() {
    setProved(null);
    setError(null);
  }

  return (
    <main className={classes.page}>
      <div className={classes.column}>
        <Brand />
        <section className={classes.card} aria-labelledby="sign-in-title">
          <h1 id="sign-in-title" className={classes.title}>
            {proved ? "Second factor" : "Sign in"}
          </h1>
          <p className={classes.lead}>
            {proved ? `One more step for ${proved.email}.` : "To the sealed audit trail of your organisation."}
          </p>
          {withoutTenant && !proved ? <WithoutTenant email={withoutTenant} signOut={signOut} /> : null}
          {proved ? (
            <CodeStep
              isBusy={isBusy}
              error={error}
              onCode={(code) => enter(proved.email, proved.password, code)}
              onBack={startOver}
            />
          ) : (
            <PasswordStep isBusy={isBusy} error={error} onPassword={enter} />
          )}
        </section>
        {demoUsers && !proved ? <DemoUsers users={demoUsers} busy={isBusy} onChoose={enter} /> : null}
        <p className={classes.foot}>Signing in is recorded in the trail of each of your tenants.</p>
      </div>
    </main>
  );
}

function WithoutTenant({ email, signOut }: { email: string; signOut: () => Promise<void> }) {
  return (
    <Alert color="gray" mb="md" title={`${email} belongs to no tenant`}>
      Ask an owner of your organisation to add you, or sign in as someone else.
      <form action={signOut}>
        <Button type="submit" size="xs" variant="default" mt="xs">
          Sign out
        </Button>
      </form>
    </Alert>
  );
}
