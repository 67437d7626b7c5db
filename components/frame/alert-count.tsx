"use client";
import { VisuallyHidden } from "@mantine/core";
import { IconBell } from "@tabler/icons-react";
import Link from "next/link";
import type { AlertBadge } from "#server/alerts/index.ts";
import { count } from "../ui/numbers.ts";
import classes from "./alert-count.module.css";
import { useAlertBadge } from "./pulse.tsx";

const MOST_SHOWN = 999;

/** "3 open, 1 critical, 2 high". */
function words({ open, critical, high }: AlertBadge): string {
  const grave = [critical > 0 ? `${count(critical)} critical` : "", high > 0 ? `${count(high)} high` : ""];
  return [`${count(open)} open`, ...grave].filter(Boolean).join(", ");
}

/** How many alerts are open; red only when one of them is critical or high. */
export function AlertCount() {
  const badge = useAlertBadge();
  if (!badge || badge.open === 0) return null;
  return (
    <span className={classes.count} data-grave={badge.critical + badge.high > 0 || undefined} title={words(badge)}>
      <span aria-hidden="true">{badge.open > MOST_SHOWN ? `${MOST_SHOWN}+` : badge.open}</span>
      <VisuallyHidden>{words(badge)}</VisuallyHidden>
    </span>
  );
}

/** The same for narrow screens, whose navigation is put away. */
export function BarAlerts({ tenant }: { tenant: string }) {
  const badge = useAlertBadge();
  if (!badge || badge.open === 0) return null;
  return (
    <Link href={`/t/${tenant}/alerts`} className={classes.bar} prefetch={false}>
      <IconBell size={17} stroke={1.6} aria-hidden="true" />
      <VisuallyHidden>Alerts, </VisuallyHidden>
      <AlertCount />
    </Link>
  );
}
