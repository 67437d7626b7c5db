"use client";
import type { ReactNode } from "react";
import { TimeAgo } from "../events/time-ago.tsx";
import { absoluteTime } from "../events/times.ts";
import classes from "./profiles.module.css";

export function Pair({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** A moment, relative and in full. */
export function Moment({ at, timeZone }: { at: string; timeZone: string }) {
  return (
    <>
      <TimeAgo at={at} timeZone={timeZone} /> <span className={classes.quiet}>· {absoluteTime(at, timeZone)}</span>
    </>
  );
}
