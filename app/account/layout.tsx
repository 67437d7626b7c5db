import type { ReactNode } from "react";
import { PlainFrame } from "#components/frame/plain-frame.tsx";
import { Confirming } from "../_entry/confirming.tsx";
import { signOutNow } from "../_entry/sign-out.ts";
import { currentSession } from "../_entry/viewer.ts";

export default async function AccountLayout({ children }: { children: ReactNode }) {
  const session = await currentSession();
  // Without a session the page itself leads to sign-in, and back.
  if (!session) return <main>{children}</main>;
  const tenants = session.memberships.filter((one) => !one.suspended);
  return (
    <PlainFrame person={session.person} tenants={tenants} signOut={signOutNow} nowMs={Date.now()}>
      <Confirming session={session}>{children}</Confirming>
    </PlainFrame>
  );
}
