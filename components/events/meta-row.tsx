"use client";
import { UnstyledButton } from "@mantine/core";
import { IconBaselineDensityMedium, IconBaselineDensitySmall } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { count } from "../ui/numbers.ts";
import type { EventsAddress } from "./address.ts";
import { ColumnsMenu } from "./columns-menu.tsx";
import classes from "./events.module.css";
import type { EventList } from "./use-event-list.ts";
import type { Go } from "./use-events-address.ts";
import type { LayoutControl } from "./use-layout.ts";
import { ZoneSwitch } from "./zone-switch.tsx";

interface Props {
  address: EventsAddress;
  timeZone: string;
  tenantZone: string;
  list: EventList;
  layout: LayoutControl;
  go: Go;
  /** The state of live events. */
  children: ReactNode;
}

/** Between query and list: what is followed, in which order and zone, how much is loaded, how it is shown. */
export function MetaRow({ address, timeZone, tenantZone, list, layout, go, children }: Props) {
  const { density } = layout.layout;
  const isCompact = density === "compact";
  const Density = isCompact ? IconBaselineDensitySmall : IconBaselineDensityMedium;
  const isNewest = address.order === "newest";
  return (
    <div className={classes.meta}>
      {children}
      <UnstyledButton
        className={classes.choice}
        aria-label={isNewest ? "Order: newest first" : "Order: oldest first"}
        title={isNewest ? "Show the oldest first" : "Show the newest first"}
        onClick={() => go({ order: isNewest ? "oldest" : "newest" })}
      >
        {isNewest ? "newest first" : "oldest first"}
      </UnstyledButton>
      <ZoneSwitch zone={address.zone} timeZone={timeZone} tenantZone={tenantZone} onZone={(zone) => go({ zone })} />
      <span className={classes.gap} />
      <span role="status" className={classes.loaded}>
        {statusOf(list)}
      </span>
      <ColumnsMenu control={layout} />
      <UnstyledButton
        className={`${classes.choice} ${classes.desktopOnly}`}
        aria-label={`Density: ${density}`}
        title={isCompact ? "Give the rows more room" : "Show more rows at a time"}
        onClick={() => layout.change({ density: isCompact ? "comfortable" : "compact" })}
      >
        <Density size={14} stroke={1.7} aria-hidden="true" />
        {isCompact ? "Compact" : "Comfortable"}
      </UnstyledButton>
    </div>
  );
}

function statusOf({ isStale, status, rows }: EventList): string {
  if (isStale) return "Loading …";
  return status === "failed" ? "" : `${count(rows.length)} loaded`;
}
