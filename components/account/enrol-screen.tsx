"use client";
import { Button } from "@mantine/core";
import Link from "next/link";
import { useState } from "react";
import type { ProposedFactor } from "#server/people/index.ts";
import page from "../ui/page.module.css";
import { useAct } from "../ui/use-act.ts";
import classes from "./account.module.css";
import type { EnrolActions } from "./account-actions.ts";
import { EnrolForm } from "./enrol-form.tsx";
import { RecoveryCodes } from "./recovery-codes.tsx";

interface Props extends EnrolActions {
  email: string;
  /** Names of the tenants that ask for a second factor. */
  requiredBy: string[];
  nextPath: string;
}

/** Three steps: why, the authenticator with its first code, the recovery codes. */
export function EnrolScreen({ email, requiredBy, nextPath, propose, enrol }: Props) {
  const [proposed, setProposed] = useState<ProposedFactor | null>(null);
  const [codes, setCodes] = useState<string[] | null>(null);
  const beginning = useAct(propose, setProposed);
  return (
    <div className={classes.page}>
      <h1>Second factor</h1>
      <section className={page.card} aria-labelledby="enrol-title">
        <h2 id="enrol-title">{codes ? "Keep your recovery codes" : "Add a second factor"}</h2>
        {codes ? (
          <>
            <p role="status">Your second factor is on.</p>
            <RecoveryCodes
              codes={codes}
              email={email}
              doneLabel="Continue"
              onDone={() => window.location.assign(nextPath)}
            />
          </>
        ) : proposed ? (
          <EnrolForm
            proposed={proposed}
            enrol={enrol}
            onEnrolled={(answer) => {
              setProposed(null);
              setCodes(answer.recoveryCodes);
            }}
          />
        ) : (
          <>
            {requiredBy.length > 0 ? (
              <p>
                <b>
                  {requiredBy.join(", ")} {requiredBy.length === 1 ? "requires" : "require"} a second factor of every
                  member.
                </b>{" "}
                Add one, and you go on from where you were.
              </p>
            ) : null}
            <p>
              You need an authenticator: an app on your phone, or a password manager that shows six digits that change
              every 30 seconds. It takes about a minute.
            </p>
            <div className={classes.foot}>
              <Button size="xs" loading={beginning.isBusy} onClick={beginning.act}>
                Begin
              </Button>
              <Link href="/account">Back to the account</Link>
              <span role="alert" className={classes.fault}>
                {beginning.fault?.message}
              </span>
            </div>
          </>
        )}
      </section>
    </div>
  );
}
