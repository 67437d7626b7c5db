import { setTimeout as sleep } from "node:timers/promises";
import { log } from "#server/log.ts";
import { followRollups } from "#server/rollups/index.ts";
import { listLedgers } from "#server/tenants/index.ts";

const LOOK_MS = 250;
const TURN_MS = 500;
/** While so many events arrive in a second, counting works in short turns and rests longer than it works: whoever sends has precedence. */
const INGEST_FAST = 8_000;
const TURN_FAST_MS = 250;
const REST_PER_WORK = 6;
/** How long what is known of the counts holds: somebody may begin them anew. */
const KNOWN_MS = 30_000;

/** Keeps every tenant's counts behind its ledger by a second; one that is far behind takes turns with the others. */
export async function keepRolledUp(isStopping: () => boolean): Promise<void> {
  const counted = new Map<string, number>();
  let knownUntilMs = 0;
  let last = { atMs: Date.now(), events: Number.POSITIVE_INFINITY };
  while (!isStopping()) {
    const beganMs = Date.now();
    let isFast = false;
    try {
      if (beganMs >= knownUntilMs) {
        counted.clear();
        knownUntilMs = beganMs + KNOWN_MS;
      }
      const ledgers = await listLedgers();
      const events = ledgers.reduce((sum, ledger) => sum + ledger.size, 0);
      isFast = ((events - last.events) * 1_000) / Math.max(1, beganMs - last.atMs) > INGEST_FAST;
      last = { atMs: beganMs, events };
      const behind = ledgers
        .map(({ tenantId, size }) => ({ tenantId, events: size - (counted.get(tenantId) ?? -1) }))
        .filter((ledger) => ledger.events > 0)
        .sort((a, b) => a.events - b.events);
      for (const { tenantId } of behind) {
        if (isStopping()) break;
        const turnEndMs = Date.now() + (isFast ? TURN_FAST_MS : TURN_MS);
        const to = await followRollups(tenantId, () => isStopping() || Date.now() > turnEndMs).catch((error) =>
          log.error({ err: error, tenant: tenantId }, "events could not be counted; it is tried again"),
        );
        if (to !== undefined) counted.set(tenantId, to);
      }
    } catch (error) {
      log.error({ err: error }, "events could not be counted; it is tried again");
    }
    await sleep(Math.max(LOOK_MS, isFast ? REST_PER_WORK * (Date.now() - beganMs) : 0));
  }
}
