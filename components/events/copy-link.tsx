"use client";
import { Button } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import { IconCheck, IconLink } from "@tabler/icons-react";
import classes from "./events.module.css";

/** Copies an address that shows others what is on the screen now. */
export function CopyLink({ hrefNow }: { hrefNow: () => string }) {
  const clipboard = useClipboard({ timeout: 1_500 });
  const Icon = clipboard.copied ? IconCheck : IconLink;
  return (
    <Button
      variant="default"
      size="xs"
      leftSection={<Icon size={14} stroke={1.7} aria-hidden="true" />}
      aria-label={clipboard.copied ? "Link copied" : "Copy link"}
      title="Copy a link to this list: the query, the time range as it is now, the columns, the zone and the open event"
      onClick={() => clipboard.copy(new URL(hrefNow(), window.location.href).href)}
      className={classes.headerButton}
    >
      <span className={classes.desktopOnly}>{clipboard.copied ? "Copied" : "Copy link"}</span>
    </Button>
  );
}
