"use client";
import { Button } from "@mantine/core";
import { DateTimePicker } from "@mantine/dates";
import { useState } from "react";
import type { EventsAddress } from "./address.ts";
import classes from "./range-picker.module.css";
import { instantOf, wallTime } from "./times.ts";

interface Props {
  address: EventsAddress;
  timeZone: string;
  onApply: (change: { from: string | undefined; to: string | undefined }) => void;
}

/** From and to on the clock of the zone. */
export function RangeFields({ address, timeZone, onApply }: Props) {
  const toWall = (iso: string | undefined) => (iso ? wallTime(Date.parse(iso), timeZone) : null);
  const toInstant = (wall: string | null) => (wall ? new Date(instantOf(wall, timeZone)).toISOString() : undefined);
  const [from, setFrom] = useState(toWall(address.from));
  const [to, setTo] = useState(toWall(address.to));
  const isBackwards = from !== null && to !== null && from >= to;
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
        placeholder="The beginning"
        value={from}
        onChange={setFrom}
        clearButtonProps={{ "aria-label": "Clear from" }}
      />
      <DateTimePicker
        {...shared}
        label="To"
        placeholder="Now"
        value={to}
        onChange={setTo}
        clearButtonProps={{ "aria-label": "Clear to" }}
        error={isBackwards ? "Must be after the beginning" : undefined}
      />
      <p className={classes.zone}>Times in {timeZone}</p>
      <Button
        size="xs"
        disabled={isBackwards || (!from && !to)}
        onClick={() => onApply({ from: toInstant(from), to: toInstant(to) })}
      >
        Apply
      </Button>
    </div>
  );
}
