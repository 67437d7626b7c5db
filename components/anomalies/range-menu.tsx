"use client";
import { Button, Popover, UnstyledButton } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconCalendar, IconCheck, IconChevronDown } from "@tabler/icons-react";
import { lazy, Suspense } from "react";
import { readAddress } from "../events/address.ts";
import range from "../events/range-picker.module.css";
import { absoluteTime } from "../events/times.ts";
import { type AnomaliesAddress, RANGE_NAMES, rangeLabel } from "./anomalies-address.ts";
import type { GoToAnomalies } from "./use-anomalies-address.ts";

const loadFields = () => import("../events/range-fields.tsx");
const RangeFields = lazy(() => loadFields().then((file) => ({ default: file.RangeFields })));

interface Props {
  address: AnomaliesAddress;
  timeZone: string;
  go: GoToAnomalies;
}

const short = (iso: string, timeZone: string) => absoluteTime(iso, timeZone).replace(/:\d\d\.\d+ .*$/, "");

function labelOf({ range: name, from, to }: AnomaliesAddress, timeZone: string): string {
  if (from === undefined) return rangeLabel(name);
  return to === undefined ? `Since ${short(from, timeZone)}` : `${short(from, timeZone)} – ${short(to, timeZone)}`;
}

/** The time range: named, or from and to on the clock of the chosen zone; at most 400 days. */
export function RangeMenu({ address, timeZone, go }: Props) {
  const [isOpen, { close, toggle }] = useDisclosure(false);
  const { from, to } = address;
  const choose = (change: Parameters<GoToAnomalies>[0]) => {
    go(change);
    close();
  };
  return (
    <Popover opened={isOpen} onChange={close} position="bottom-end" trapFocus shadow="md">
      <Popover.Target>
        <Button
          variant="default"
          size="xs"
          onFocus={loadFields}
          onPointerEnter={loadFields}
          onClick={toggle}
          aria-label={`Time range: ${labelOf(address, timeZone)}`}
          leftSection={<IconCalendar size={14} stroke={1.7} />}
          rightSection={<IconChevronDown size={13} />}
          className={range.button}
        >
          {labelOf(address, timeZone)}
        </Button>
      </Popover.Target>
      <Popover.Dropdown p={8} className={range.dropdown}>
        <ul>
          {RANGE_NAMES.map((name) => {
            const isChosen = from === undefined && address.range === name;
            return (
              <li key={name}>
                <UnstyledButton
                  className={range.preset}
                  aria-pressed={isChosen}
                  onClick={() => choose({ range: name, from: undefined, to: undefined })}
                >
                  {rangeLabel(name)}
                  {isChosen ? <IconCheck size={14} aria-hidden="true" /> : null}
                </UnstyledButton>
              </li>
            );
          })}
        </ul>
        <Suspense fallback={<div className={range.custom} data-loading />}>
          <RangeFields
            key={`${from} ${to} ${timeZone}`}
            address={{ ...readAddress(() => null), ...(from ? { from } : {}), ...(to ? { to } : {}) }}
            timeZone={timeZone}
            onApply={choose}
          />
        </Suspense>
      </Popover.Dropdown>
    </Popover>
  );
}
