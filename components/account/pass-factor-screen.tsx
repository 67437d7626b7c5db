"use client";
import { Button, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { CodeInput } from "../confirm/code-input.tsx";
import confirmClasses from "../confirm/confirm.module.css";
import type { Confirm } from "../confirm/confirm-dialog.tsx";
import page from "../ui/page.module.css";
import { useAct } from "../ui/use-act.ts";
import classes from "./account.module.css";

interface Props {
  requiredBy: string[];
  nextPath: string;
  confirm: Confirm;
}

/** For a session that was opened by password alone, before the person had its second factor. */
export function PassFactorScreen({ requiredBy, nextPath, confirm }: Props) {
  const [code, setCode] = useState("");
  const [withRecovery, setRecovery] = useState(false);
  const passing = useAct(
    () => confirm({ code }),
    () => window.location.assign(nextPath),
  );
  const field = {
    value: code,
    onChange: (event: { currentTarget: { value: string } }) => setCode(event.currentTarget.value),
  };
  function submit(event: FormEvent) {
    event.preventDefault();
    passing.act();
  }
  return (
    <div className={classes.page}>
      <h1>Second factor</h1>
      <form method="post" className={page.card} onSubmit={submit} aria-labelledby="pass-title">
        <h2 id="pass-title">Enter a code of your second factor</h2>
        <p>
          This session was opened by password alone
          {requiredBy.length > 0 ? `, and ${requiredBy.join(", ")} asks for a second factor.` : "."}
        </p>
        <div className={classes.fields}>
          {withRecovery ? (
            <TextInput {...field} key="recovery" label="Recovery code" autoComplete="off" size="md" autoFocus />
          ) : (
            <CodeInput {...field} key="code" label="Code of your authenticator" autoFocus />
          )}
        </div>
        <button
          type="button"
          className={confirmClasses.other}
          onClick={() => {
            setRecovery(!withRecovery);
            setCode("");
          }}
        >
          {withRecovery ? "Use the authenticator" : "Use a recovery code"}
        </button>
        <div className={classes.foot}>
          <Button type="submit" size="xs" loading={passing.isBusy} disabled={code === ""}>
            Continue
          </Button>
          <span role="alert" className={classes.fault}>
            {passing.fault?.message}
          </span>
        </div>
      </form>
    </div>
  );
}
