import { Button } from "@mantine/core";
import { IconAdjustmentsBolt } from "@tabler/icons-react";
import Link from "next/link";
import classes from "./events.module.css";

/** Begins a rule of what is asked for. */
export function RuleLink({ tenant, q }: { tenant: string; q: string }) {
  return (
    <Button
      component={Link}
      href={`/t/${tenant}/rules/new${q ? `?${new URLSearchParams({ q })}` : ""}`}
      prefetch={false}
      variant="default"
      size="xs"
      leftSection={<IconAdjustmentsBolt size={14} stroke={1.7} aria-hidden="true" />}
      aria-label="Make a rule"
      title="Make a rule that alerts on events like these"
      className={classes.headerButton}
    >
      <span className={classes.desktopOnly}>Make a rule</span>
    </Button>
  );
}
