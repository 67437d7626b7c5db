"use client";
import type { Rule } from "#server/detection/index.ts";
import { TimeAgo } from "../events/time-ago.tsx";
import { count, plural } from "../ui/numbers.ts";
import classes from "./rules.module.css";

/** Whether a rule runs. */
export function RuleState({ of: { isOn, pausedAt } }: { of: Pick<Rule, "isOn" | "pausedAt"> }) {
  const state = pausedAt ? "paused" : isOn ? "on" : "off";
  return (
    <span className={classes.badge} data-state={state}>
      {state}
    </span>
  );
}

/** What running a rule costs, and what of it was let go. */
export function RuleHealthLine({
  of: rule,
  timeZone,
}: {
  of: Pick<Rule, "health" | "pausedAt" | "pauseReason">;
  timeZone: string;
}) {
  const { health, pausedAt, pauseReason } = rule;
  if (pausedAt !== null)
    return (
      <span className={classes.health} data-tone="bad">
        Paused <TimeAgo at={pausedAt} timeZone={timeZone} />: {pauseReason ?? "no reason is known"}
      </span>
    );
  if (!health) return <span className={classes.health}>has not run yet</span>;
  return (
    <span className={classes.health} title="Mean time for one event of the tenant, and groups that are remembered">
      {microsText(health.microsPerEvent)} an event, {plural(health.groups, "group")}
      {health.droppedGroups > 0 ? (
        <b
          data-tone="warn"
          title="There were too many to remember: the ones that were not heard of for longest were let go"
        >
          , {count(health.droppedGroups)} let go
        </b>
      ) : null}
    </span>
  );
}

const microsText = (micros: number): string =>
  micros < 1 ? "under 1 µs" : micros < 1_000 ? `${Math.round(micros)} µs` : `${(micros / 1_000).toFixed(1)} ms`;
