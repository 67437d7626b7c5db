import { useEffect, useRef } from "react";

export interface EventKeys {
  query: () => void;
  next: () => void;
  previous: () => void;
  open: () => void;
  close: () => void;
  /** Absent for whoever may not. */
  export: (() => void) | undefined;
  help: () => void;
}

const KEYS: Record<string, keyof EventKeys> = {
  "/": "query",
  j: "next",
  k: "previous",
  Enter: "open",
  Escape: "close",
  e: "export",
  "?": "help",
};
const KEYS_IN_TABLE: Record<string, keyof EventKeys> = { ...KEYS, ArrowDown: "next", ArrowUp: "previous" };

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

const isInTable = (target: EventTarget | null) => target instanceof HTMLElement && target.closest("table") !== null;

const isOverlaid = () =>
  [...document.querySelectorAll('[role="listbox"], [role="menu"], [role="dialog"]:not([aria-label="Event"])')].some(
    (overlay) => overlay.checkVisibility(),
  );

const isBusyElement = (target: EventTarget | null) =>
  target instanceof HTMLElement && target.closest("a, button, summary, [role=tab], [role=option]") !== null;

/** Single keys for the list; none while somebody types, a menu or a dialog is open, or a modifier is held. */
export function useEventKeys(keys: EventKeys): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (isOverlaid()) return;
      const keys = isInTable(event.target) ? KEYS_IN_TABLE : KEYS;
      const name = Object.hasOwn(keys, event.key) ? keys[event.key] : undefined;
      if (!name || (name === "open" && isBusyElement(event.target))) return;
      event.preventDefault();
      latest.current[name]?.();
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, []);
}
