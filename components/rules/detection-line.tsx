"use client";
import type { DetectionState } from "#server/detection/index.ts";
import { TimeAgo } from "../events/time-ago.tsx";
import { count, plural } from "../ui/numbers.ts";
import classes from "./rules.module.css";

/** How far detection is with the tenant's events. */
export function DetectionLine({ state, timeZone }: { state: DetectionState; timeZone: string }) {
  const { behindEvents, lateEvents, oldEvents, fault, updatedAt } = state;
  return (
    <p className={classes.detection} data-tone={fault ? "bad" : undefined}>
      {updatedAt === null ? (
        "Detection has not begun yet."
      ) : behindEvents === 0 ? (
        "All events are looked at."
      ) : (
        <>
          {plural(behindEvents, "event")} still to be looked at; it last went on{" "}
          <TimeAgo at={updatedAt} timeZone={timeZone} />.
        </>
      )}
      {lateEvents > 0 ? ` ${count(lateEvents)} came late in total` : ""}
      {oldEvents > 0
        ? `${lateEvents > 0 ? "," : ""} ${count(oldEvents)} ${lateEvents > 0 ? "of them " : "came "}more than a day, which raise nothing`
        : ""}
      {lateEvents + oldEvents > 0 ? "." : ""}
      {fault ? <b> {fault}</b> : null}
    </p>
  );
}
