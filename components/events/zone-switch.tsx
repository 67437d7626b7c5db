"use client";
import { Menu, UnstyledButton } from "@mantine/core";
import { IconCheck, IconChevronDown } from "@tabler/icons-react";
import type { Zone } from "./times.ts";
import classes from "./zone-switch.module.css";

interface Props {
  zone: Zone;
  timeZone: string;
  tenantZone: string;
  onZone: (zone: Zone) => void;
}

export function ZoneSwitch({ zone, timeZone, tenantZone, onZone }: Props) {
  const zones: { value: Zone; label: string; hint: string }[] = [
    { value: "tenant", label: "Tenant", hint: tenantZone },
    { value: "utc", label: "UTC", hint: "UTC" },
    { value: "local", label: "Mine", hint: "This computer" },
    ...(zone.includes("/") ? [{ value: zone, label: "Of the link", hint: zone }] : []),
  ];
  return (
    <Menu position="bottom-start" width={210}>
      <Menu.Target>
        <UnstyledButton className={classes.button} aria-label={`Time zone: ${timeZone}`}>
          times in {timeZone}
          <IconChevronDown size={12} aria-hidden="true" />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {zones.map((one) => (
          <Menu.Item
            key={one.value}
            onClick={() => onZone(one.value)}
            rightSection={one.value === zone ? <IconCheck size={14} aria-label="chosen" /> : null}
          >
            {one.label} <span className={classes.hint}>{one.hint}</span>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
