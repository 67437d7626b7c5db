"use client";
import { useMounted } from "@mantine/hooks";
import Link from "next/link";
import { useEffect, useState } from "react";
import card from "../signin/sign-in-card.module.css";
import { Brand } from "../ui/brand.tsx";
import type { FormAnswer } from "../ui/form-state.ts";
import { AskForm } from "./ask-form.tsx";
import { NewPasswordForm } from "./new-password-form.tsx";
import { takeToken } from "./take-token.ts";

export interface ResetActions {
  askForLink: (input: { email: string }) => Promise<FormAnswer>;
  openLink: (input: { token: string }) => Promise<FormAnswer<{ email: string; hasSecondFactor: boolean }>>;
  chooseNewPassword: (input: { token: string; password: string }) => Promise<FormAnswer>;
}

interface Props extends ResetActions {
  isMailConfigured: boolean;
}

export function ResetScreen({ isMailConfigured, askForLink, openLink, chooseNewPassword }: Props) {
  const isMounted = useMounted();
  const [token, setToken] = useState<string | null>(null);
  useEffect(() => {
    const look = () => {
      const taken = takeToken();
      if (taken) setToken(taken);
    };
    look();
    // Another link pasted into the same tab changes the fragment alone.
    window.addEventListener("hashchange", look);
    return () => window.removeEventListener("hashchange", look);
  }, []);
  return (
    <main className={card.page}>
      <div className={card.column}>
        <Brand />
        <section className={card.card} aria-labelledby="reset-title">
          <h1 id="reset-title" className={card.title}>
            New password
          </h1>
          {!isMounted ? null : token ? (
            <NewPasswordForm
              key={token}
              token={token}
              openLink={openLink}
              chooseNewPassword={chooseNewPassword}
              onAskAgain={() => setToken(null)}
            />
          ) : (
            <AskForm isMailConfigured={isMailConfigured} askForLink={askForLink} />
          )}
        </section>
        <p className={card.foot}>
          <Link href="/signin" prefetch={false}>
            Back to sign in
          </Link>
        </p>
      </div>
    </main>
  );
}
