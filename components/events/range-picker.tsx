"use client";
import { Button, Popover, UnstyledButton } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconCalendar, IconCheck, IconChevronDown } from "@tabler/icons-react";
import { lazy, Suspense } from "react";
import { type EventsAddress, isCustom, RANGES, type RangeName } from "./address.ts";
import classes from "./range-picker.module.css";
import { absoluteTime } from "./times.ts";

/** The calendars are loaded when somebody is about to open the menu. */
const loadFields = () => import("./range-fields.tsx");
const RangeFields = lazy(() => loadFields().then((file) => ({ default: file.RangeFields })));

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
          onFocus={loadFields}
          onPointerEnter={loadFields}
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
        <Suspense fallback={<div className={classes.custom} data-loading />}>
          <RangeFields
            key={`${address.from} ${address.to} ${timeZone}`}
            address={address}
            timeZone={timeZone}
            onApply={choose}
          />
        </Suspense>
      </Popover.Dropdown>
    </Popover>
  );
}
