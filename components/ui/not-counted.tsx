import type { Freshness } from "#server/rollups/index.ts";
import { plural } from "./numbers.ts";

/** How many events the numbers leave out, where that is more than those of the newest seconds. */
export function NotCounted({ countedTo, ledgerSize, isBehind }: Freshness) {
  if (!isBehind) return null;
  return <span>{plural(ledgerSize - countedTo, "newest event")} not counted yet</span>;
}
