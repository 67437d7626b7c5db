"use client";
import type { Series } from "#server/anomalies/index.ts";
import { rangeInFull } from "../events/histogram-time.ts";
import { RangePopover } from "../events/range-popover.tsx";
import { type AnomaliesAddress, DAYS_MAX, RANGE_NAMES, rangeLabel } from "./anomalies-address.ts";
import type { GoToAnomalies } from "./use-anomalies-address.ts";

interface Props {
  address: AnomaliesAddress;
  /** What is shown covers this. */
  covered: Pick<Series, "from" | "to">;
  timeZone: string;
  go: GoToAnomalies;
}

/** The time range: named, or from and to on the clock of the chosen zone; at most 400 days. */
export function RangeMenu({ address, covered, timeZone, go }: Props) {
  const { range, from, to } = address;
  const shown = { from: covered.from, to: to === undefined ? undefined : covered.to };
  return (
    <RangePopover
      label={from === undefined ? rangeLabel(range) : rangeInFull(shown, timeZone)}
      presets={RANGE_NAMES.map((name) => ({
        ...{ name, label: rangeLabel(name) },
        isChosen: from === undefined && range === name,
      }))}
      onPreset={(name) => go({ range: name, from: undefined, to: undefined })}
      bounds={{ from, to }}
      daysMax={DAYS_MAX}
      timeZone={timeZone}
      onBounds={go}
    />
  );
}
