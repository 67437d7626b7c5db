import type { ReactNode } from "react";
import { PlainFrame } from "#components/frame/plain-frame.tsx";
import { Confirming } from "../_entry/confirming.tsx";
import { operatorViewer } from "../_entry/operator.ts";
import { signOutNow } from "../_entry/sign-out.ts";

export default async function OperatorLayout({ children }: { children: ReactNode }) {
  const { session } = await operatorViewer("/operator");
  return (
    <PlainFrame person={session.person} tenants={session.memberships} signOut={signOutNow} nowMs={Date.now()}>
      <Confirming session={session}>{children}</Confirming>
    </PlainFrame>
  );
}
