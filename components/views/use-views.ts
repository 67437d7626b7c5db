"use client";
import { useEffect, useState } from "react";
import type { SavedView, SavedViewState, ViewList } from "#server/views/index.ts";
import type { EventsAddress } from "../events/address.ts";
import type { Go } from "../events/use-events-address.ts";
import type { LayoutControl } from "../events/use-layout.ts";
import { applyViewState, viewStateOf } from "../events/view-state.ts";
import { builtInOf } from "./built-in-views.ts";
import type { ReaderViews, ViewDialog } from "./view-acts.ts";
import { addressOfView, isModified } from "./view-address.ts";

interface Options {
  tenant: string;
  /** Null where the views could not be read: the page does without. */
  views: ReaderViews | null;
  address: EventsAddress;
  go: Go;
  layout: LayoutControl;
}

const NO_VIEWS: ViewList = { views: [], defaultId: null };
const byName = (a: SavedView, b: SavedView) => a.name.localeCompare(b.name, "en") || (a.id < b.id ? -1 : 1);

/** The saved views of the page: which is open, whether the page differs from it, and what changes them. */
export function useViews({ tenant, views: reader, address, go, layout }: Options) {
  const [list, setList] = useState(reader?.list ?? NO_VIEWS);
  const [dialog, setDialog] = useState<ViewDialog | null>(null);
  const current = address.view === undefined ? null : (list.views.find((one) => one.id === address.view) ?? null);
  useOwnWidths(current, layout);
  usePlainAddress(list.defaultId, address);

  const put = (view: SavedView) =>
    setList(({ views, defaultId }) => ({
      views: [...views.filter((one) => one.id !== view.id), view].sort(byName),
      defaultId: defaultId === view.id && !view.isShared ? null : defaultId,
    }));
  return {
    tenant,
    reader,
    list: list.views,
    current,
    /** The address names a view that is not there. */
    isMissing: reader !== null && address.view !== undefined && current === null,
    isModified: current !== null && isModified(current, address, layout.layout),
    /** What the button says when no saved view is open. */
    builtIn: address.view === undefined ? builtInOf(address.q) : undefined,
    dialog,
    setDialog,
    stateNow: (): SavedViewState => {
      const state = viewStateOf(address, layout.layout);
      return { ...state, widths: { ...state.widths } as Record<string, number> };
    },
    open: (view: SavedView) => go({ ...plain, ...addressOfView(view) }),
    openBuiltIn: (q: string) => go({ ...plain, q }),
    leave: () => go({ view: undefined }, "replace"),
    put,
    /** A view that was just saved of what is on the screen. */
    putAndOpen: (view: SavedView) => {
      put(view);
      go({ view: view.id }, "replace");
    },
    drop: (id: string) => {
      setList(({ views, defaultId }) => ({
        views: views.filter((one) => one.id !== id),
        defaultId: defaultId === id ? null : defaultId,
      }));
      if (address.view === id) go({ view: undefined }, "replace");
    },
    /** `role` opens with the view now, or with none. */
    setDefault: (role: string, viewId: string | null) =>
      setList(({ views, defaultId }) => ({
        views: views.map((one) => ({
          ...one,
          defaultOf: [...one.defaultOf.filter((name) => name !== role), ...(one.id === viewId ? [role] : [])].sort(),
        })),
        defaultId: role === reader?.role ? viewId : defaultId,
      })),
  };
}
export type Views = ReturnType<typeof useViews>;

/** Everything that a view says of the address, at what goes without saying; the open event closes. */
const plain = {
  q: "",
  range: "7d",
  from: undefined,
  to: undefined,
  order: "newest",
  zone: "tenant",
  cols: undefined,
  density: undefined,
  view: undefined,
  event: undefined,
} as const;

/** Widths and pins of a view are where a reader begins; what they set themselves, kept in this browser, stays. */
function useOwnWidths(view: SavedView | null, layout: LayoutControl): void {
  const [seen, see] = useState<string>();
  const id = view?.id;
  useEffect(() => see(id), [id]);
  // What is kept of the view's layout is known one picture after its id.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each view that opens
  useEffect(() => {
    if (!view || seen !== view.id || layout.isKept) return;
    const { widths, pins } = applyViewState(view.state).layout;
    if (Object.keys(widths).length + pins.length > 0) layout.change({ widths, pins });
  }, [seen]);
}

/** The plain page leads to the role's view, so what shows everything says so in its address. */
function usePlainAddress(defaultId: string | null, address: EventsAddress): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: after every change of the address
  useEffect(() => {
    if (defaultId === null || window.location.search !== "") return;
    window.history.replaceState(null, "", `${window.location.pathname}?range=7d`);
  }, [defaultId, address]);
}
