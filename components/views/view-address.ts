import type { SavedView, ViewList } from "#server/views/index.ts";
import { type EventsAddress, listKey, writeAddress } from "../events/address.ts";
import { printColumns } from "../events/columns.ts";
import { applyViewState, type Layout } from "../events/view-state.ts";

/** The address that a view opens with. */
export const addressOfView = ({ id, state }: Pick<SavedView, "id" | "state">): EventsAddress => ({
  ...applyViewState(state).address,
  view: id,
});

/** The page of a view. */
export const hrefOfView = (tenant: string, view: Pick<SavedView, "id" | "state">) =>
  `/t/${encodeURIComponent(tenant)}/events${writeAddress(addressOfView(view))}`;

/** What is on the screen differs from what the view opens: other events, or other columns. Widths are everybody's own. */
export function isModified(view: Pick<SavedView, "state">, address: EventsAddress, layout: Layout): boolean {
  const kept = applyViewState(view.state);
  // Every query is taken as one that depends on the zone: which zone is shown is a part of the view.
  const form = (one: Omit<EventsAddress, "event">, { columns, density }: Layout) =>
    JSON.stringify([listKey({ ...one, q: "" }, ""), one.q, one.zone, printColumns(columns), density]);
  return form(kept.address, kept.layout) !== form(address, layout);
}

/** An address that says nothing of what it shows, but for a view: what it leads to is to be looked up. */
export function isOpenAddress(search: Record<string, unknown>): boolean {
  const names = Object.keys(search).filter((name) => search[name] !== undefined);
  return names.length === 0 || (names.length === 1 && names[0] === "view");
}

/**
 * `?...` that a request leads to first: of the plain page the view that the reader's role opens with, of a view named alone what it
 * opens; null for an address that says itself what it shows.
 */
export function leadsTo(search: Record<string, unknown>, list: ViewList | undefined): string | null {
  if (!list || !isOpenAddress(search)) return null;
  const id = search.view === undefined ? list.defaultId : search.view;
  const view = list.views.find((one) => one.id === id);
  if (!view) return null;
  const to = writeAddress(addressOfView(view));
  return search.view !== undefined && to === `?view=${view.id}` ? null : to;
}
