"use client";
import { UnstyledButton } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import { useRouter } from "next/navigation";
import { useTransition } from "react";
import { plural } from "../ui/numbers.ts";
import classes from "./overview.module.css";

/** Looking at pages makes a few events too. */
const BEHIND_MIN = 100;

/** How far the numbers are, and a button for those of now. */
export function RefreshLine({ countedTo, ledgerSize }: { countedTo: number; ledgerSize: number }) {
  const router = useRouter();
  const [isComing, start] = useTransition();
  const behind = Math.max(0, ledgerSize - countedTo);
  return (
    <span className={classes.refresh} aria-busy={isComing}>
      {behind >= BEHIND_MIN ? <span>{plural(behind, "event")} not counted yet</span> : null}
      <UnstyledButton
        className={classes.refreshButton}
        onClick={() => start(() => router.refresh())}
        disabled={isComing}
        aria-label="Count anew"
        title="Count anew"
      >
        <IconRefresh size={15} stroke={1.7} aria-hidden="true" />
      </UnstyledButton>
    </span>
  );
}
