"use client";
import { Button, SegmentedControl } from "@mantine/core";
import { useState } from "react";
import type { Trial, TrialInput } from "#server/detection/index.ts";
import type { Entity } from "#server/findings/index.ts";
import { count } from "../ui/numbers.ts";
import page from "../ui/page.module.css";
import shared from "./rules.module.css";
import classes from "./trial.module.css";
import { TrialOutcome } from "./trial-outcome.tsx";
import type { TrialControl } from "./use-trial.ts";

interface Props {
  tenant: { slug: string; timeZone: string };
  control: TrialControl;
  /** What would be tried; undefined where it cannot be yet. */
  subject: () => TrialInput["subject"] | undefined;
  /** Whether what was tried last is what stands in the form. */
  isCurrent: boolean;
  /** Leaves an entity out from now on; where `mayExcept` says that it can be. */
  onExcept: (entity: Entity) => void;
  mayExcept: (entity: Entity) => boolean;
}

const DAYS = [30, 90, 365] as const;

/** Runs a rule or a detector over the tenant's own history, and shows what would have been. */
export function TrialPanel({ tenant, control, subject, isCurrent, onExcept, mayExcept }: Props) {
  const [days, setDays] = useState<number>(90);
  const { trial, fault } = control;
  const start = () => {
    const tried = subject();
    if (tried) void control.start({ subject: tried, days });
  };
  return (
    <section className={page.card} aria-labelledby="trial-title">
      <h2 id="trial-title">Try it on your history</h2>
      <div className={classes.trialStart}>
        <SegmentedControl
          size="xs"
          aria-label="Days of history"
          value={String(days)}
          onChange={(value) => setDays(Number(value))}
          data={DAYS.map((value) => ({ value: String(value), label: `${value} days` }))}
        />
        {control.isUnderWay ? (
          <Button size="xs" variant="default" onClick={() => void control.cancel()}>
            Cancel
          </Button>
        ) : (
          <Button size="xs" variant="light" loading={control.isAsking} onClick={start}>
            Try
          </Button>
        )}
      </div>
      <p role="alert" className={shared.fault}>
        {fault?.message}
      </p>
      <div aria-live="polite" className={classes.trial}>
        {trial ? (
          <Stand tenant={tenant} trial={trial} control={control} {...{ isCurrent, onExcept, mayExcept }} />
        ) : (
          <p>Nobody is told of anything: it only counts what would have been an alert.</p>
        )}
      </div>
    </section>
  );
}

interface StandProps extends Pick<Props, "tenant" | "control" | "isCurrent" | "onExcept" | "mayExcept"> {
  trial: Trial;
}

function Stand({ tenant, trial, control, isCurrent, onExcept, mayExcept }: StandProps) {
  if (trial.state === "queued" || trial.state === "running")
    return (
      <div className={classes.progress}>
        <progress
          aria-label="Progress of the trial"
          value={trial.state === "queued" ? 0 : trial.eventsDone}
          max={Math.max(1, trial.eventsExpected)}
        />
        <span>
          {trial.state === "queued"
            ? "Waiting for its turn"
            : `${count(trial.eventsDone)} of ${count(trial.eventsExpected)} events`}
          {control.isUnreachable ? " · no connection, trying again" : ""}
        </span>
      </div>
    );
  if (trial.state === "cancelled") return <p>Cancelled.</p>;
  if (trial.state === "failed")
    return <p className={shared.fault}>It failed: {trial.failure ?? "no reason is known"}</p>;
  if (!trial.result) return null;
  return (
    <>
      {isCurrent ? null : <p className={classes.stale}>This is of what you had before: try again.</p>}
      <TrialOutcome tenant={tenant} days={trial.days} result={trial.result} onExcept={onExcept} mayExcept={mayExcept} />
    </>
  );
}
