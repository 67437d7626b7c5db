import type { Metadata } from "next";
import { InviteScreen } from "#components/members/invite-screen.tsx";
import { currentSession } from "../_entry/viewer.ts";
import { accept, acceptAnew, openLink } from "./actions.ts";

export const metadata: Metadata = { title: "Invitation", robots: { index: false } };

export default async function Invite() {
  const session = await currentSession();
  return <InviteScreen signedInAs={session?.person.email ?? null} acts={{ openLink, accept, acceptAnew }} />;
}
