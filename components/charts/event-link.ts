import type { EventLink } from "#server/rollups/index.ts";
import { eventsHref } from "../events/profile-links.ts";
import type { Zone } from "../events/times.ts";

/** The Events page with the question that a number answers, by the clock that the number was read by. */
export function linkHref(tenant: string, { q, from, to }: Omit<EventLink, "reads">, zone?: Zone): string {
  return eventsHref(tenant, q, { ...(from === null ? {} : { from }), ...(to === null ? {} : { to }) }, zone);
}
