"use client";
import Link from "next/link";
import { useMemo, useState } from "react";
import type { MemberSession } from "#server/sessions/index.ts";
import { DataTable } from "../ui/data-table.tsx";
import { plural } from "../ui/numbers.ts";
import page from "../ui/page.module.css";
import { type EndSession, EndSessionDialog } from "./end-session-dialog.tsx";
import { sessionColumns } from "./session-columns.tsx";
import classes from "./sessions.module.css";

interface Props {
  tenant: string;
  timeZone: string;
  sessions: MemberSession[];
  /** The session that looks at the page: it ends by signing out. */
  ownSession: string;
  mayEnd: boolean;
  endSession: EndSession;
}

/** Where the members of a tenant are signed in. */
export function SessionsScreen({ tenant, timeZone, sessions, ownSession, mayEnd, endSession }: Props) {
  const [ending, setEnding] = useState<MemberSession | null>(null);
  const columns = useMemo(
    () => sessionColumns(tenant, timeZone, ownSession, mayEnd ? setEnding : undefined),
    [tenant, timeZone, ownSession, mayEnd],
  );
  const people = new Set(sessions.map((one) => one.person.id)).size;
  return (
    <>
      <header className={page.header}>
        <h1>Sessions</h1>
        <span className={classes.sum}>
          {plural(sessions.length, "session")} of {plural(people, "member")}
        </span>
      </header>
      <div className={classes.content}>
        <DataTable
          label="Sessions of members"
          items={sessions}
          columns={columns}
          idOf={(one) => one.id}
          firstSort={{ id: "seen", desc: true }}
          empty={<p>Nobody is signed in. Sessions of members show here with device, place and address.</p>}
        />
        <p className={classes.note}>
          A session ends by itself by the limits of the <Link href={`/t/${tenant}/settings`}>settings</Link>. What
          somebody did in one stands in the trail: choose “Events”.
        </p>
      </div>
      {ending ? (
        <EndSessionDialog tenant={tenant} session={ending} endSession={endSession} onClose={() => setEnding(null)} />
      ) : null}
    </>
  );
}
