import type { TenantTransaction } from "../access/index.ts";
import { runtime } from "../runtime.ts";
import { readReceivedAt } from "../search/index.ts";
import { readPlaces } from "./cursor.sql.ts";
import type { Freshness } from "./link.ts";

const WAIT_MS = 10_000;

/** How far the counts of events, or those of secrets, follow the ledger, and whether what is missing is more than the newest seconds. */
export async function readFreshness(tx: TenantTransaction, of: "events" | "secrets" = "events"): Promise<Freshness> {
  const places = await readPlaces(tx, of);
  if (places.countedTo >= places.ledgerSize) return { ...places, isBehind: false };
  const since = await readReceivedAt(tx, places.countedTo);
  return { ...places, isBehind: since === undefined || runtime().clock.now().getTime() - since.getTime() > WAIT_MS };
}
