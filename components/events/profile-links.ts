import type { Zone } from "./times.ts";

/** Where one of a tenant's pages is. An id may hold any character; what a browser would take for a step in the path leads to the list. */
function profileHref(tenant: string, page: "actors" | "targets", id: string, type: string | undefined): string {
  const base = `/t/${tenant}`;
  if (id === "." || id === "..")
    return `${base}/events?${new URLSearchParams({ q: `${page.slice(0, -1)}.id:"${id}"`, range: "all" })}`;
  return `${base}/${page}/${encodeURIComponent(id)}${type === undefined ? "" : `?${new URLSearchParams({ type })}`}`;
}

export const actorHref = (tenant: string, actor: { id: string; type?: string }) =>
  profileHref(tenant, "actors", actor.id, actor.type);

export const targetHref = (tenant: string, target: { id: string; type?: string }) =>
  profileHref(tenant, "targets", target.id, target.type);

/** The Events page with a query, by default over all time; by the tenant's clock unless `zone` says another. */
export function eventsHref(
  tenant: string,
  q: string,
  range: { range?: string; from?: string; to?: string } = {},
  zone: Zone = "tenant",
): string {
  const span = Object.keys(range).length === 0 ? { range: "all" } : range;
  return `/t/${tenant}/events?${new URLSearchParams({ q, ...span, ...(zone === "tenant" ? {} : { zone }) })}`;
}
