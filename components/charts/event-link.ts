import type { EventLink } from "#server/rollups/index.ts";
import { eventsHref } from "../events/profile-links.ts";

/** The Events page with the question that a number answers. */
export function linkHref(tenant: string, { q, from, to }: EventLink): string {
  return eventsHref(tenant, q, { ...(from === null ? {} : { from }), ...(to === null ? {} : { to }) });
}
