"use client";
import { Button, Popover, UnstyledButton } from "@mantine/core";
import { DateTimePicker } from "@mantine/dates";
import { useDisclosure } from "@mantine/hooks";
import { IconCalendar, IconCheck, IconChevronDown } from "@tabler/icons-react";
import { useState } from "react";
import { type EventsAddress, isCustom, RANGES, type RangeName } from "./address.ts";
import classes from "./range-picker.module.css";
import { absoluteTime, instantOf, wallTime } from "./times.ts";

interface Props {
  address: EventsAddress;
  timeZone: string;
  onRange: (change: Pick<Partial<EventsAddress>, "range" | "from" | "to">) => void;
}

const short = (iso: string, timeZone: string) => absoluteTime(iso, timeZone).replace(/:\d\d\.\d+ .*$/, "");

function labelOf(address: EventsAddress, timeZone: string): string {
  if (!isCustom(address)) return RANGES[address.range].label;
  const from = address.from && short(address.from, timeZone);
  const to = address.to && short(address.to, timeZone);
  if (!from) return `Until ${to}`;
  return to ? `${from} – ${to}` : `Since ${from}`;
}

/** The time range: named, or from and to on the clock of the chosen zone. */
export function RangePicker({ address, timeZone, onRange }: Props) {
  const [isOpen, { close, toggle }] = useDisclosure(false);
  const choose = (change: Parameters<Props["onRange"]>[0]) => {
    onRange(change);
    close();
  };
  return (
    <Popover opened={isOpen} onChange={close} position="bottom-end" trapFocus shadow="md">
      <Popover.Target>
        <Button
          variant="default"
          size="xs"
          onClick={toggle}
          aria-label={`Time range: ${labelOf(address, timeZone)}`}
          leftSection={<IconCalendar size={14} stroke={1.7} />}
          rightSection={<IconChevronDown size={13} />}
          className={classes.button}
        >
          {labelOf(address, timeZone)}
        </Button>
      </Popover.Target>
      <Popover.Dropdown p={8} className={classes.dropdown}>
        <ul>
          {(Object.keys(RANGES) as RangeName[]).map((range) => {
            const isChosen = !isCustom(address) && address.range === range;
            return (
              <li key={range}>
                <UnstyledButton
                  className={classes.preset}
                  aria-pressed={isChosen}
                  onClick={() => choose({ range, from: undefined, to: undefined })}
                >
                  {RANGES[range].label}
                  {isChosen ? <IconCheck size={14} aria-hidden="true" /> : null}
                </UnstyledButton>
              </li>
            );
          })}
        </ul>
        <FromTo
          key={`${address.from} ${address.to} ${timeZone}`}
          address={address}
          timeZone={timeZone}
          onApply={choose}
        />
      </Popover.Dropdown>
    </Popover>
  );
}

interface FromToProps {
  address: EventsAddress;
  timeZone: string;
  onApply: (change: { from: string | undefined; to: string | undefined }) => void;
}

function FromTo({ address, timeZone, onApply }: FromToProps) {
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
