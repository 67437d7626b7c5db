"use client";
import { Button, Popover, UnstyledButton } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconCalendar, IconCheck, IconChevronDown } from "@tabler/icons-react";
import { lazy, Suspense } from "react";
import type { Bounds } from "./range-fault.ts";
import classes from "./range-picker.module.css";

/** The calendars are loaded when somebody is about to open the menu. */
const loadFields = () => import("./range-fields.tsx");
const RangeFields = lazy(() => loadFields().then((file) => ({ default: file.RangeFields })));

interface Props<Name extends string> {
  /** The range that is shown, in words. */
  label: string;
  /** In their order; `isChosen` for at most one. */
  presets: readonly { name: Name; label: string; isChosen: boolean }[];
  onPreset: (name: Name) => void;
  bounds: Bounds;
  /** A range needs a beginning then, and has at most so many days. */
  daysMax?: number;
  timeZone: string;
  onBounds: (bounds: Bounds) => void;
}

/** A button that says the time range and opens the choice of another: a named one, or from and to on the clock of the zone. */
export function RangePopover<Name extends string>(props: Props<Name>) {
  const { label, presets, onPreset, bounds, daysMax, timeZone, onBounds } = props;
  const [isOpen, { close, toggle }] = useDisclosure(false);
  return (
    <Popover opened={isOpen} onChange={close} position="bottom-end" trapFocus returnFocus shadow="md">
      <Popover.Target>
        <Button
          variant="default"
          size="xs"
          onFocus={loadFields}
          onPointerEnter={loadFields}
          onClick={toggle}
          aria-label={`Time range: ${label}`}
          leftSection={<IconCalendar size={14} stroke={1.7} />}
          rightSection={<IconChevronDown size={13} />}
          className={classes.button}
        >
          {label}
        </Button>
      </Popover.Target>
      <Popover.Dropdown p={8} className={classes.dropdown}>
        <ul>
          {presets.map((preset) => (
            <li key={preset.name}>
              <UnstyledButton
                className={classes.preset}
                aria-pressed={preset.isChosen}
                onClick={() => {
                  onPreset(preset.name);
                  close();
                }}
              >
                {preset.label}
                {preset.isChosen ? <IconCheck size={14} aria-hidden="true" /> : null}
              </UnstyledButton>
            </li>
          ))}
        </ul>
        <Suspense fallback={<div className={classes.custom} data-loading />}>
          <RangeFields
            key={`${bounds.from} ${bounds.to} ${timeZone}`}
            bounds={bounds}
            daysMax={daysMax}
            timeZone={timeZone}
            onApply={(chosen) => {
              onBounds(chosen);
              close();
            }}
          />
        </Suspense>
      </Popover.Dropdown>
    </Popover>
  );
}
