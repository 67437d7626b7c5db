import type { EventLink } from "#server/rollups/index.ts";

/** The same question in the stretch before, which is as long. */
export function linkBefore(link: EventLink): EventLink {
  const { from, to } = link;
  if (from === null || to === null) return link;
  const beforeMs = 2 * Date.parse(from) - Date.parse(to);
  return { ...link, from: new Date(beforeMs).toISOString(), to: from };
}
