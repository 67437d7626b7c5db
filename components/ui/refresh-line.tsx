"use client";
import { UnstyledButton, VisuallyHidden } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import type { Freshness } from "#server/rollups/index.ts";
import { NotCounted } from "./not-counted.tsx";
import classes from "./refresh-line.module.css";

/** How far the numbers are, and a button for those of now. */
export function RefreshLine(counted: Freshness) {
  const router = useRouter();
  const [isComing, start] = useTransition();
  const [isAsked, setIsAsked] = useState(false);
  // A disabled button would lose the focus.
  const refresh = () => {
    if (isComing) return;
    setIsAsked(true);
    start(() => router.refresh());
  };
  return (
    <span className={classes.refresh} aria-busy={isComing}>
      <NotCounted {...counted} />
      <UnstyledButton
        className={classes.button}
        onClick={refresh}
        aria-disabled={isComing}
        aria-label="Refresh"
        title="Refresh"
      >
        <IconRefresh size={15} stroke={1.7} aria-hidden="true" />
      </UnstyledButton>
      <VisuallyHidden role="status">{isAsked && !isComing ? "Refreshed" : ""}</VisuallyHidden>
    </span>
  );
}
