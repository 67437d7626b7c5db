"use client";
import { type EventsAddress, isCustom, RANGES, type RangeName } from "./address.ts";
import { rangeInFull } from "./histogram-time.ts";
import { RangePopover } from "./range-popover.tsx";

interface Props {
  address: EventsAddress;
  timeZone: string;
  onRange: (change: Pick<Partial<EventsAddress>, "range" | "from" | "to">) => void;
}

/** The time range: named, or from and to on the clock of the chosen zone. */
export function RangePicker({ address, timeZone, onRange }: Props) {
  const { range, from, to } = address;
  return (
    <RangePopover
      label={isCustom(address) ? rangeInFull({ from, to }, timeZone) : RANGES[range].label}
      presets={(Object.keys(RANGES) as RangeName[]).map((name) => ({
        ...{ name, label: RANGES[name].label },
        isChosen: !isCustom(address) && range === name,
      }))}
      onPreset={(name) => onRange({ range: name, from: undefined, to: undefined })}
      bounds={{ from, to }}
      timeZone={timeZone}
      onBounds={onRange}
    />
  );
}
