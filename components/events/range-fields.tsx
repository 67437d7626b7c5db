"use client";
import { Button } from "@mantine/core";
import { DateTimePicker } from "@mantine/dates";
import { useState } from "react";
import { useServerClock } from "../frame/clock.tsx";
import { type Bounds, rangeFault } from "./range-fault.ts";
import classes from "./range-picker.module.css";
import { instantOf, wallTime } from "./times.ts";

interface Props {
  bounds: Bounds;
  /** A range needs a beginning then, and has at most so many days. */
  daysMax: number | undefined;
  timeZone: string;
  onApply: (bounds: Bounds) => void;
}

/** From and to on the clock of the zone. */
export function RangeFields({ bounds, daysMax, timeZone, onApply }: Props) {
  const clock = useServerClock();
  const toWall = (iso: string | undefined) => (iso ? wallTime(Date.parse(iso), timeZone) : null);
  const toInstant = (wall: string | null) => (wall ? new Date(instantOf(wall, timeZone)).toISOString() : undefined);
  const [from, setFrom] = useState(toWall(bounds.from));
  const [to, setTo] = useState(toWall(bounds.to));
  const chosen = { from: toInstant(from), to: toInstant(to) };
  const fault = rangeFault(chosen, { nowMs: clock.now(), daysMax });
  const shared = {
    size: "xs" as const,
    clearable: true,
    valueFormat: "D MMM YYYY HH:mm",
    popoverProps: { withinPortal: false },
  };
  return (
    <div className={classes.custom}>
      <DateTimePicker
        {...shared}
        label="From"
        placeholder={daysMax === undefined ? "The beginning" : `At most ${daysMax} days back`}
        value={from}
        onChange={setFrom}
        clearButtonProps={{ "aria-label": "Clear from" }}
        error={fault?.at === "from" ? fault.text : undefined}
      />
      <DateTimePicker
        {...shared}
        label="To"
        placeholder="Now"
        value={to}
        onChange={setTo}
        clearButtonProps={{ "aria-label": "Clear to" }}
        error={fault?.at === "to" ? fault.text : undefined}
      />
      <p className={classes.zone}>Times in {timeZone}</p>
      <Button size="xs" disabled={fault !== null || (!from && !to)} onClick={() => onApply(chosen)}>
        Apply
      </Button>
    </div>
  );
}
