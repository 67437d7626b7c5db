import { useIsomorphicEffect } from "@mantine/hooks";
import { useCallback, useMemo, useRef, useState } from "react";
import type { EventsAddress } from "./address.ts";
import type { Go } from "./use-events-address.ts";
import { DEFAULT_LAYOUT, type Layout, readLayout } from "./view-state.ts";

interface Scope {
  tenant: string;
  person: string;
  view: string | undefined;
}

/** Where a person's layout of a tenant's list, or of one saved view, is kept in this browser. */
const storageKey = ({ tenant, person, view }: Scope) =>
  `sealtrail.events.${tenant}.${person}${view === undefined ? "" : `.${view}`}`;

function readKept(key: string): Layout | null {
  try {
    const text = window.localStorage.getItem(key);
    return text === null ? null : readLayout(JSON.parse(text));
  } catch {
    return null;
  }
}

function keep(key: string, layout: Layout | null): void {
  try {
    if (layout) window.localStorage.setItem(key, JSON.stringify(layout));
    else window.localStorage.removeItem(key);
  } catch {
    // Storage that is full or forbidden: the layout lasts as long as the page.
  }
}

const isSame = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** What of a layout stands in the address: nothing of the default. */
const inAddress = ({ columns, density }: Layout) => ({
  cols: isSame(columns, DEFAULT_LAYOUT.columns) ? undefined : columns,
  density: density === DEFAULT_LAYOUT.density ? undefined : density,
});

/** How the table looks: by the address, else as this person left it, else as everybody finds it. */
export function useLayout(tenant: string, person: string, address: EventsAddress, go: Go) {
  const key = storageKey({ tenant, person, view: address.view });
  const [kept, setKept] = useState<{ key: string; layout: Layout | null }>({ key: "", layout: null });
  const own = kept.key === key ? kept.layout : null;
  const now = useRef({ key, own, address });
  now.current = { key, own, address };

  // Before the first picture: the server does not know what this browser keeps.
  useIsomorphicEffect(() => {
    const layout = readKept(key);
    setKept({ key, layout });
    if (!layout) return;
    const { cols, density } = inAddress(layout);
    const { address } = now.current;
    if ((cols && !address.cols) || (density && !address.density))
      go({ cols: address.cols ?? cols, density: address.density ?? density }, "replace");
  }, [key, go]);

  const { cols, density } = address;
  const layout = useMemo<Layout>(() => {
    const base = own ?? DEFAULT_LAYOUT;
    return { ...base, columns: cols ?? base.columns, density: density ?? base.density };
  }, [own, cols, density]);

  /** Takes over what is given and keeps it for this person. */
  const change = useCallback(
    (part: Partial<Layout>) => {
      const { key, own, address } = now.current;
      const next = { ...(own ?? DEFAULT_LAYOUT), ...part };
      now.current.own = next;
      keep(key, next);
      setKept({ key, layout: next });
      const shown = inAddress(next);
      const cols = part.columns ? shown.cols : address.cols;
      const density = part.density ? shown.density : address.density;
      if (!isSame(cols, address.cols) || density !== address.density) go({ cols, density }, "replace");
    },
    [go],
  );
  const reset = useCallback(() => {
    const { key } = now.current;
    keep(key, null);
    setKept({ key, layout: null });
    go({ cols: undefined, density: undefined }, "replace");
  }, [go]);
  return { layout, change, reset, isKept: own !== null };
}

export type LayoutControl = ReturnType<typeof useLayout>;
