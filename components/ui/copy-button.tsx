"use client";
import { UnstyledButton } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import classes from "./copy-button.module.css";

interface Props {
  text: string;
  /** What is copied: "event id". */
  what: string;
  withLabel?: boolean;
}

export function CopyButton({ text, what, withLabel }: Props) {
  const clipboard = useClipboard({ timeout: 1_500 });
  const Icon = clipboard.copied ? IconCheck : IconCopy;
  return (
    <UnstyledButton
      className={classes.button}
      data-labelled={withLabel || undefined}
      aria-label={clipboard.copied ? `Copied ${what}` : `Copy ${what}`}
      title={`Copy ${what}`}
      onClick={(event) => {
        event.preventDefault();
        event.stopPropagation();
        clipboard.copy(text);
      }}
    >
      <Icon size={13} stroke={1.8} aria-hidden="true" />
      {withLabel ? (clipboard.copied ? "Copied" : "Copy") : null}
    </UnstyledButton>
  );
}
