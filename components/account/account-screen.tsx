"use client";
import type { Account, OwnSession } from "#server/people/index.ts";
import classes from "./account.module.css";
import type { AccountActions } from "./account-actions.ts";
import { FactorCard } from "./factor-card.tsx";
import { PasswordForm } from "./password-form.tsx";
import { ProfileForm } from "./profile-form.tsx";
import { SessionsCard } from "./sessions-card.tsx";

interface Props {
  account: Account;
  sessions: OwnSession[];
  actions: AccountActions;
}

/** What a person decides about its own account; every change is recorded in each of its tenants. */
export function AccountScreen({ account, sessions, actions }: Props) {
  return (
    <div className={classes.page}>
      <h1>Account</h1>
      <ProfileForm account={account} rename={actions.rename} />
      <PasswordForm account={account} changePassword={actions.changePassword} />
      <FactorCard account={account} removeFactor={actions.removeFactor} renewCodes={actions.renewCodes} />
      <SessionsCard sessions={sessions} endSession={actions.endSession} endOthers={actions.endOthers} />
    </div>
  );
}
