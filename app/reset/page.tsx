import type { Metadata } from "next";
import { ResetScreen } from "#components/reset/reset-screen.tsx";
import { isMailConfigured } from "#server/mail/index.ts";
import { askForLink, chooseNewPassword, openLink } from "./actions.ts";

export const metadata: Metadata = { title: "New password", referrer: "no-referrer" };

/** Asks for a link to a new password; with the link's fragment, which only the browser sees, sets it. */
export default function Reset() {
  return (
    <ResetScreen
      isMailConfigured={isMailConfigured()}
      askForLink={askForLink}
      openLink={openLink}
      chooseNewPassword={chooseNewPassword}
    />
  );
}
