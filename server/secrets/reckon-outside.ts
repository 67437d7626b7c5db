import { inTenant, type TenantContext, type TenantTransaction } from "../access/index.ts";
import { readHead } from "../ledger/index.ts";
import { readFreshness } from "../rollups/index.ts";
import { runtime } from "../runtime.ts";
import { readPolicy } from "./policy.ts";
import { countOutside, findOutsideChanges, type OutsideChange, storeOutside } from "./readers.sql.ts";

/** After so long it is reckoned anew even where nothing seems to have changed. */
const ANEW_MS = 3_600_000;

interface Reckoned {
  /** What it was reckoned from. */
  from: string;
  atMs: number;
}
/** What each tenant's was reckoned from last in this process. */
const lastOf = new Map<string, Reckoned & { marked: number }>();

export interface OutsideReckoning extends Reckoned {
  changes: OutsideChange[];
}

/**
 * How many readers of each secret are outside its environment, where that may have changed since it was stored last. Reads long, and locks nothing:
 * it is stored afterwards.
 */
export async function reckonOutside(context: TenantContext): Promise<OutsideReckoning | undefined> {
  return inTenant(context, "alerts.triage", async (tx) => {
    const { policy } = await readPolicy(tx);
    const { epoch } = await readHead(tx.run, tx.tenantId);
    const [events, secrets] = [await readFreshness(tx), await readFreshness(tx, "secrets")];
    // It could not be kept now.
    if (secrets.isBehind || secrets.countedTo < events.countedTo) return undefined;
    const from = JSON.stringify([epoch, secrets.countedTo, policy.guardedEnvironments]);
    const atMs = runtime().clock.now().getTime();
    const last = lastOf.get(tx.tenantId);
    const isSame = last?.from === from && atMs - last.atMs < ANEW_MS && last.marked === (await countOutside(tx));
    return isSame ? undefined : { from, atMs, changes: await findOutsideChanges(tx, policy) };
  });
}

/** For the holder of the cursor of the counts. */
export async function keepOutside(tx: TenantTransaction, { changes, ...reckoned }: OutsideReckoning): Promise<void> {
  await storeOutside(tx, changes);
  lastOf.set(tx.tenantId, { ...reckoned, marked: await countOutside(tx) });
}
