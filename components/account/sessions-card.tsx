"use client";
import { Button } from "@mantine/core";
import { useRouter } from "next/navigation";
import type { OwnSession } from "#server/people/index.ts";
import { TimeAgo } from "../events/time-ago.tsx";
import { useTimeZone } from "../events/zones.ts";
import { plural } from "../ui/numbers.ts";
import page from "../ui/page.module.css";
import { useAct } from "../ui/use-act.ts";
import classes from "./account.module.css";
import type { AccountActions } from "./account-actions.ts";
import { DeviceName, placeText } from "./session-line.tsx";

interface Props extends Pick<AccountActions, "endSession" | "endOthers"> {
  sessions: OwnSession[];
}

export function SessionsCard({ sessions, endSession, endOthers }: Props) {
  const router = useRouter();
  const others = sessions.filter((one) => !one.isThis).length;
  const ending = useAct(endOthers, () => router.refresh());
  return (
    <section className={page.card} aria-labelledby="sessions-title">
      <h2 id="sessions-title">Sessions</h2>
      <p>Where you are signed in. End what you do not know, then change your password.</p>
      <ul className={classes.sessions} aria-labelledby="sessions-title">
        {sessions.map((session) => (
          <SessionItem key={session.id} session={session} endSession={endSession} />
        ))}
      </ul>
      {others > 0 ? (
        <div className={classes.foot}>
          <Button size="xs" variant="default" loading={ending.isBusy} onClick={ending.act}>
            End {plural(others, "other session")}
          </Button>
          <span role="alert" className={classes.fault}>
            {ending.fault?.message}
          </span>
        </div>
      ) : null}
    </section>
  );
}

function SessionItem({ session, endSession }: { session: OwnSession } & Pick<AccountActions, "endSession">) {
  const router = useRouter();
  const timeZone = useTimeZone("local", "UTC");
  const ending = useAct(
    () => endSession({ id: session.id }),
    () => router.refresh(),
  );
  const where = [placeText(session.place), session.ip].filter(Boolean).join(" · ");
  return (
    <li>
      <div>
        <DeviceName device={session.device} />
        <p>
          {where ? `${where} · ` : ""}
          {session.isThis ? (
            <b className={classes.here}>this session</b>
          ) : (
            <>
              last used <TimeAgo at={session.lastSeenAt} timeZone={timeZone} />
            </>
          )}
          {session.secondFactor ? " · with second factor" : ""}
        </p>
        <span role="alert" className={classes.fault}>
          {ending.fault?.message}
        </span>
      </div>
      {session.isThis ? null : (
        <Button
          size="compact-xs"
          variant="default"
          loading={ending.isBusy}
          onClick={ending.act}
          aria-label={`End the session on ${session.device.device}`}
        >
          End
        </Button>
      )}
    </li>
  );
}
