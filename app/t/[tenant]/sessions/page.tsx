import type { Metadata } from "next";
import { SessionsScreen } from "#components/sessions/sessions-screen.tsx";
import { listMemberSessions } from "#server/sessions/index.ts";
import { attempt, refusalOf } from "../../../_entry/fault.ts";
import { viewer } from "../../../_entry/viewer.ts";
import { endMember } from "./actions.ts";

export const metadata: Metadata = { title: "Sessions" };

export default async function Sessions({ params }: { params: Promise<{ tenant: string }> }) {
  const { session, membership, context, permissions } = await viewer(params, "/sessions");
  const { value, fault } = await attempt(context.origin.endpoint ?? "", () => listMemberSessions(context));
  if (fault) throw refusalOf(fault);
  return (
    <SessionsScreen
      tenant={membership.slug}
      timeZone={membership.timeZone}
      sessions={value}
      ownSession={session.id}
      mayEnd={permissions.includes("sessions.revoke")}
      endSession={endMember}
    />
  );
}
