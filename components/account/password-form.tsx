"use client";
import { PasswordInput } from "@mantine/core";
import { useState } from "react";
import type { Account } from "#server/people/index.ts";
import { TimeAgo } from "../events/time-ago.tsx";
import { useTimeZone } from "../events/zones.ts";
import { type FormAnswer, useForm } from "../ui/form-state.ts";
import { plural } from "../ui/numbers.ts";
import page from "../ui/page.module.css";
import classes from "./account.module.css";
import type { AccountActions } from "./account-actions.ts";
import { SaveRow } from "./save-row.tsx";

interface Props {
  account: Account;
  changePassword: AccountActions["changePassword"];
}

export function PasswordForm({ account, changePassword }: Props) {
  const timeZone = useTimeZone("local", "UTC");
  const [password, setPassword] = useState("");
  const [endedSessions, setEnded] = useState(0);
  const save = async (input: { password: string }): Promise<FormAnswer> => {
    const answer = await changePassword(input);
    if (answer.fault) return answer;
    setEnded(answer.value.endedSessions);
    setPassword("");
    return answer;
  };
  const form = useForm(save, () => ({ password }));
  return (
    <form
      method="post"
      className={page.card}
      aria-labelledby="password-title"
      onChange={form.touched}
      onSubmit={(event) => {
        event.preventDefault();
        form.submit();
      }}
    >
      <h2 id="password-title">Password</h2>
      <p>
        {account.passwordChangedAt ? (
          <>
            Last changed <TimeAgo at={account.passwordChangedAt} timeZone={timeZone} />.{" "}
          </>
        ) : null}
        A new one ends all your other sessions.
      </p>
      <div className={classes.fields}>
        <PasswordInput
          label="New password"
          description="At least 12 characters; length counts, not kinds of characters"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          autoComplete="new-password"
          maxLength={1000}
          error={form.faultOf("password") ? `It ${form.faultOf("password")}` : undefined}
          required
          withAsterisk={false}
        />
      </div>
      <SaveRow
        form={form}
        label="Change password"
        saved={`Password changed. ${plural(endedSessions, "other session")} ended.`}
        isDisabled={password === ""}
      />
    </form>
  );
}
