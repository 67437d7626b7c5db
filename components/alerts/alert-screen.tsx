"use client";
import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import type { Alert } from "#server/alerts/index.ts";
import { visibleLine } from "#wording";
import { useGuarded } from "../confirm/use-guarded.tsx";
import type { EventRow } from "../events/event-rows.ts";
import page from "../ui/page.module.css";
import type { AlertActs, AlertDialog, Assignee, Triager } from "./alert-acts.ts";
import { CaseCard } from "./alert-case.tsx";
import { AlertDialogs } from "./alert-dialogs.tsx";
import { EventsCard } from "./alert-events.tsx";
import { FactsCard } from "./alert-facts.tsx";
import classes from "./alert-page.module.css";
import { PlacesCard } from "./alert-places.tsx";
import { TimelineCard } from "./alert-timeline.tsx";
import { WhyCard } from "./alert-why.tsx";
import { SeverityMark } from "./severity-mark.tsx";
import { StateBadge } from "./state-badge.tsx";
import { useAlertKeys } from "./use-alert-keys.ts";

export interface AlertScreenProps {
  tenant: { slug: string; timeZone: string };
  person: Triager;
  alert: Alert;
  /** The contributing events, oldest first; null for a viewer who may not read events. */
  events: EventRow[] | null;
  assignees: Assignee[];
  acts: AlertActs;
}

/** One alert: why it was raised, down to the arithmetic, its events, and what was done with it. */
export function AlertScreen({ tenant, person, alert, events, assignees, acts }: AlertScreenProps) {
  const router = useRouter();
  const guarded = useGuarded();
  const [dialog, setDialog] = useState<AlertDialog | null>(null);
  const done = (message: string) => {
    setDialog(null);
    notifications.show({ message });
    router.refresh();
  };
  const run = async (ask: () => ReturnType<AlertActs["acknowledge"]>, said: string) => {
    const answer = await guarded(ask);
    if (answer.fault) notifications.show({ color: "red", message: answer.fault.message });
    else done(said);
  };
  const ids = [alert.id];
  const triage = {
    acknowledge: () => void run(() => acts.acknowledge(tenant.slug, { ids }), "1 alert acknowledged."),
    reopen: () => void run(() => acts.reopen(tenant.slug, { ids }), "1 alert open again."),
    take: () => void run(() => acts.assign(tenant.slug, { ids, assigneeId: person.id }), "Assigned to you."),
    ask: (kind: AlertDialog["kind"]) => setDialog({ kind, of: [alert] }),
  };
  useAlertKeys(
    person.mayTriage && alert.state !== "resolved"
      ? {
          ...(alert.state === "open" ? { acknowledge: triage.acknowledge } : {}),
          assign: () => triage.ask("assign"),
          resolve: () => triage.ask("resolve"),
          mute: () => triage.ask("mute"),
        }
      : {},
  );
  return (
    <>
      <AlertHead tenant={tenant.slug} of={alert} triage={person.mayTriage ? triage : null} />
      <div className={classes.columns}>
        <div className={classes.side}>
          <WhyCard tenant={tenant} of={alert} />
          {alert.explanation.places && alert.explanation.places.length > 1 ? (
            <PlacesCard tenant={tenant} places={alert.explanation.places} events={events} />
          ) : null}
          <EventsCard tenant={tenant} of={alert} rows={events} />
        </div>
        <div className={classes.side}>
          <FactsCard
            tenant={tenant}
            of={alert}
            rows={events}
            onTake={person.mayTriage ? triage.take : undefined}
            me={person.id}
          />
          <TimelineCard tenant={tenant} of={alert} person={person} comment={acts.comment} />
          <CaseCard tenant={tenant} of={alert} />
        </div>
      </div>
      <AlertDialogs
        dialog={dialog}
        tenant={tenant}
        person={person}
        assignees={assignees}
        acts={acts}
        onClose={() => setDialog(null)}
        onDone={done}
      />
    </>
  );
}

interface HeadProps {
  tenant: string;
  of: Alert;
  /** null for whoever may only look. */
  triage: { acknowledge: () => void; reopen: () => void; ask: (kind: AlertDialog["kind"]) => void } | null;
}

function AlertHead({ tenant, of: alert, triage }: HeadProps) {
  return (
    <header className={`${page.header} ${classes.header}`}>
      <Link href={`/t/${tenant}/alerts`} className={classes.crumb}>
        Alerts
      </Link>
      <span aria-hidden="true">/</span>
      <SeverityMark severity={alert.severity} />
      <h1>{visibleLine(alert.title)}</h1>
      <StateBadge of={alert} />
      <span className={classes.gap} />
      {triage === null ? null : alert.state === "resolved" ? (
        <Button size="xs" variant="default" onClick={triage.reopen}>
          Reopen
        </Button>
      ) : (
        <span className={classes.acts}>
          {alert.state === "open" ? (
            <Button size="xs" onClick={triage.acknowledge}>
              Acknowledge
            </Button>
          ) : (
            <Button size="xs" variant="default" onClick={triage.reopen}>
              Reopen
            </Button>
          )}
          <Button size="xs" variant="default" onClick={() => triage.ask("assign")}>
            Assign…
          </Button>
          <Button size="xs" variant="default" onClick={() => triage.ask("resolve")}>
            Resolve…
          </Button>
          <Button size="xs" variant="default" onClick={() => triage.ask("mute")}>
            Mute…
          </Button>
        </span>
      )}
    </header>
  );
}
