"use client";
import { UnstyledButton } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import { IconCheck, IconCopy, IconFilter, IconFilterOff } from "@tabler/icons-react";
import type { KeyboardEvent } from "react";
import { visibleLine } from "#wording";
import classes from "./detail.module.css";

/** Adds `field:value` to the query, or `-field:value`. */
export type OnFilter = (field: string, value: string, how: "for" | "out") => void;

interface Props {
  /** What the value is: "actor". */
  what: string;
  value: string;
  /** The query field that finds events with this value; absent where a query cannot ask for it. */
  field?: string | undefined;
  onFilter: OnFilter | undefined;
}

const FILTERED_CHARACTERS_MAX = 500;

/** Filter for, filter out and copy: one stop for the tabulator key, arrow keys within. */
export function ValueActions({ what, value, field, onFilter }: Props) {
  const clipboard = useClipboard({ timeout: 1_500 });
  const asked = onFilter && field !== undefined && value.length <= FILTERED_CHARACTERS_MAX ? { field, onFilter } : null;
  const name = `${what} ${visibleLine(value).slice(0, 80)}`;
  const Copy = clipboard.copied ? IconCheck : IconCopy;
  return (
    <span className={classes.actions} role="toolbar" aria-label={`Actions for ${name}`} onKeyDown={moveFocus}>
      {asked ? (
        <>
          <UnstyledButton
            className={classes.action}
            aria-label={`Filter for ${name}`}
            title={`Filter for this ${what}`}
            onClick={() => asked.onFilter(asked.field, value, "for")}
          >
            <IconFilter size={13} stroke={1.8} aria-hidden="true" />
          </UnstyledButton>
          <UnstyledButton
            className={classes.action}
            tabIndex={-1}
            aria-label={`Filter out ${name}`}
            title={`Filter out this ${what}`}
            onClick={() => asked.onFilter(asked.field, value, "out")}
          >
            <IconFilterOff size={13} stroke={1.8} aria-hidden="true" />
          </UnstyledButton>
        </>
      ) : null}
      <UnstyledButton
        className={classes.action}
        tabIndex={asked ? -1 : 0}
        aria-label={clipboard.copied ? `Copied ${name}` : `Copy ${name}`}
        title={`Copy this ${what}`}
        onClick={() => clipboard.copy(value)}
      >
        <Copy size={13} stroke={1.8} aria-hidden="true" />
      </UnstyledButton>
    </span>
  );
}

function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
  if (step === 0) return;
  const buttons = [...event.currentTarget.querySelectorAll("button")];
  const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
  event.preventDefault();
  buttons[(at + step + buttons.length) % buttons.length]?.focus();
}
