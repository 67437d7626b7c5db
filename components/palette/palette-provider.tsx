"use client";
import { createContext, lazy, type ReactNode, Suspense, useContext, useEffect, useMemo, useState } from "react";
import type { Drawn } from "../frame/pages.ts";

export interface PaletteOwner {
  tenant: string;
  /** Id of the person. */
  person: string;
  permissions: readonly Drawn[];
  signOut: () => Promise<void>;
}

// Its code comes when it is asked for: no page waits for it.
const Palette = lazy(() => import("./palette.tsx"));

export const PALETTE = "Command palette";

const OpenPalette = createContext<() => void>(() => {});

/** Opens the command palette. */
export const useOpenPalette = () => useContext(OpenPalette);

/** Ctrl-K or ⌘-K opens and closes the command palette on every page below. */
export function PaletteProvider({ children, ...owner }: PaletteOwner & { children: ReactNode }) {
  const [isOpen, setOpen] = useState(false);
  const [isWanted, setWanted] = useState(false);
  const open = useMemo(
    () => () => {
      setWanted(true);
      setOpen(true);
    },
    [],
  );
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey)
        return;
      event.preventDefault();
      // What somebody is filling in elsewhere is not left for the palette.
      const dialog = document.querySelector('[role="dialog"][aria-modal="true"]');
      if (dialog && dialog.getAttribute("aria-label") !== PALETTE) return;
      setWanted(true);
      setOpen((was) => !was);
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, []);
  return (
    <OpenPalette value={open}>
      {children}
      {isWanted ? (
        <Suspense fallback={null}>
          <Palette {...owner} opened={isOpen} onClose={() => setOpen(false)} />
        </Suspense>
      ) : null}
    </OpenPalette>
  );
}
