import { useLayoutEffect, useMemo, useRef, useState } from "react";
import type { AlertLine } from "#server/alerts/index.ts";

/** Where the link of an alert's row is found by the keys. */
export const ROW_LINK = "data-alert-row";

/** The row that the keys act on, which is the one with the focus, and the rows that are ticked. */
export function useAlertChoice(rows: readonly AlertLine[]) {
  const [active, setActive] = useState<string>();
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const place = useRef(-1);
  const chosen = useMemo(() => rows.filter(({ id }) => ticked.has(id)), [rows, ticked]);
  const at = rows.findIndex(({ id }) => id === active);
  if (at >= 0) place.current = at;
  // The row went, as of what was resolved: the one that took its place goes on.
  useLayoutEffect(() => {
    if (active === undefined || at >= 0) return;
    const next = rows[Math.min(place.current, rows.length - 1)];
    setActive(next?.id);
    if (next && document.activeElement === document.body) focusRow(next.id);
  }, [active, at, rows]);

  const move = (by: 1 | -1) => {
    const to = at === -1 ? Math.max(place.current, 0) : Math.min(Math.max(at + by, 0), rows.length - 1);
    const row = rows[to];
    if (!row) return;
    setActive(row.id);
    focusRow(row.id);
  };
  const tick = (id: string) =>
    setTicked((before) => {
      const after = new Set(before);
      if (!after.delete(id)) after.add(id);
      return after;
    });
  return {
    active,
    setActive,
    chosen,
    tick,
    tickAll: () => setTicked(new Set(chosen.length === rows.length ? [] : rows.map(({ id }) => id))),
    clear: () => setTicked(new Set()),
    isTicked: (id: string) => ticked.has(id),
    move,
    /** What an act is about: the ticked rows, or else the active one. */
    subjects: (): readonly AlertLine[] => (chosen.length > 0 ? chosen : rows.filter(({ id }) => id === active)),
  };
}
export type AlertChoice = ReturnType<typeof useAlertChoice>;

const focusRow = (id: string) => {
  const link = document.querySelector<HTMLElement>(`[${ROW_LINK}="${CSS.escape(id)}"]`);
  link?.focus();
  link?.closest("tr")?.scrollIntoView({ block: "nearest" });
};
