"use client";
import { UnstyledButton } from "@mantine/core";
import { useMounted } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import classes from "./palette.module.css";
import { useOpenPalette } from "./palette-provider.tsx";

/** How the key is written on this machine; the server cannot know. */
function useKeyName(): string {
  const isMounted = useMounted();
  return isMounted && /Mac|iPhone|iPad/.test(navigator.platform) ? "⌘K" : "Ctrl K";
}

/** In the navigation of every page. */
export function PaletteButton({ onOpen }: { onOpen: () => void }) {
  const open = useOpenPalette();
  const key = useKeyName();
  return (
    <UnstyledButton
      className={classes.button}
      onClick={() => {
        onOpen();
        open();
      }}
    >
      <IconSearch size={15} stroke={1.6} aria-hidden="true" />
      <span className={classes.buttonText}>Go to …</span>
      <span aria-hidden="true">
        <kbd>{key}</kbd>
      </span>
    </UnstyledButton>
  );
}

/** The key alone, in a top bar. */
export function PaletteHint() {
  const open = useOpenPalette();
  const key = useKeyName();
  return (
    <UnstyledButton className={classes.hint} aria-label="Command palette" title={`Go to … (${key})`} onClick={open}>
      <span aria-hidden="true">
        <kbd>{key}</kbd>
      </span>
    </UnstyledButton>
  );
}
