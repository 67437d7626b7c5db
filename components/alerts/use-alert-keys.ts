import { useEffect, useRef } from "react";

export interface AlertKeys {
  search: () => void;
  next: () => void;
  previous: () => void;
  select: () => void;
  acknowledge: () => void;
  assign: () => void;
  resolve: () => void;
  mute: () => void;
  clear: () => void;
  help: () => void;
}

const KEYS: Record<string, keyof AlertKeys> = {
  "/": "search",
  j: "next",
  k: "previous",
  x: "select",
  e: "acknowledge",
  a: "assign",
  r: "resolve",
  m: "mute",
  Escape: "clear",
  "?": "help",
};

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !["checkbox", "radio"].includes(target.type);
  return target.isContentEditable || /^(TEXTAREA|SELECT)$/.test(target.tagName);
}

const isOverlaid = () =>
  [...document.querySelectorAll('[role="listbox"], [role="menu"], [role="dialog"]')].some((one) =>
    one.checkVisibility(),
  );

/** Single keys for alerts; none while somebody types, a menu or a dialog is open, or a modifier is held. */
export function useAlertKeys(keys: Partial<AlertKeys>): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const name = Object.hasOwn(KEYS, event.key) ? KEYS[event.key] : undefined;
      if (!name || !latest.current[name] || isOverlaid()) return;
      event.preventDefault();
      latest.current[name]?.();
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, []);
}
