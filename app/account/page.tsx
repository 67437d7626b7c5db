import type { Metadata } from "next";
import { AccountScreen } from "#components/account/account-screen.tsx";
import { getAccount, listSessions } from "#server/people/index.ts";
import { accountViewer } from "../_entry/account.ts";
import { changeOwnPassword, endOne, endOthers, removeFactor, rename, renewCodes } from "./actions.ts";

export const metadata: Metadata = { title: "Account" };

export default async function AccountPage() {
  const account = await accountViewer("/account");
  return (
    <AccountScreen
      account={await getAccount(account)}
      sessions={await listSessions(account)}
      actions={{
        rename,
        changePassword: changeOwnPassword,
        removeFactor,
        renewCodes,
        endSession: endOne,
        endOthers,
      }}
    />
  );
}
