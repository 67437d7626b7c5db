import type { ReactNode } from "react";
import { ConfirmProvider } from "#components/confirm/confirm-provider.tsx";
import type { Session } from "#server/people/index.ts";
import { confirmIdentityNow } from "./confirm.ts";

/** Around pages with dangerous acts: asks the person of the session to prove itself where the server demands it. */
export function Confirming({ session, children }: { session: Session; children: ReactNode }) {
  return (
    <ConfirmProvider hasSecondFactor={session.person.hasSecondFactor} confirm={confirmIdentityNow}>
      {children}
    </ConfirmProvider>
  );
}
