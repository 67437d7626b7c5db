import type { EventLink } from "#server/rollups/index.ts";

/** The same question in the stretch before, which is as long. */
export function linkBefore({ q, from, to }: EventLink): EventLink {
  if (from === null || to === null) return { q, from, to };
  const beforeMs = 2 * Date.parse(from) - Date.parse(to);
  return { q, from: new Date(beforeMs).toISOString(), to: from };
}
