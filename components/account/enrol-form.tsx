"use client";
import { Button } from "@mantine/core";
import { type FormEvent, useState } from "react";
import type { ProposedFactor } from "#server/people/index.ts";
import { CodeInput } from "../confirm/code-input.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import page from "../ui/page.module.css";
import { useAct } from "../ui/use-act.ts";
import classes from "./account.module.css";
import type { EnrolActions } from "./account-actions.ts";

interface Props extends Pick<EnrolActions, "enrol"> {
  proposed: ProposedFactor;
  onEnrolled: (answer: { recoveryCodes: string[] }) => void;
}

export function EnrolForm({ proposed, enrol, onEnrolled }: Props) {
  const [code, setCode] = useState("");
  const enrolling = useAct(() => enrol({ code }), onEnrolled);
  function submit(event: FormEvent) {
    event.preventDefault();
    enrolling.act();
  }
  const inGroups = proposed.secret.replace(/.{4}(?=.)/g, "$& ");
  return (
    <form className={classes.enrol} onSubmit={submit} noValidate>
      {/* biome-ignore lint/performance/noImgElement: the picture is drawn here and holds a secret, so no optimiser may fetch it */}
      <img
        className={classes.qr}
        src={`data:image/svg+xml,${encodeURIComponent(proposed.qr)}`}
        alt="QR code for your authenticator; the secret beside it says the same as text"
      />
      <ol className={page.steps}>
        <li>
          <b>Scan the picture with your authenticator</b>
          <span>
            or <a href={proposed.uri}>open it in an authenticator on this device</a>, or type this secret there (time
            based, six digits, 30 seconds):
          </span>
          <span className={classes.secret}>
            <code>{inGroups}</code>
            <CopyButton text={proposed.secret} what="secret" withLabel />
          </span>
        </li>
        <li>
          <b>Enter the code that it shows</b>
          <CodeInput
            label="Code of your authenticator"
            maw={240}
            value={code}
            onChange={(event) => setCode(event.currentTarget.value)}
            autoFocus
          />
          <div className={classes.foot}>
            <Button type="submit" size="xs" loading={enrolling.isBusy} disabled={code.trim() === ""}>
              Turn on
            </Button>
            <span role="alert" className={classes.fault}>
              {enrolling.fault?.message}
            </span>
          </div>
        </li>
      </ol>
    </form>
  );
}
