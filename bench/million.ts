import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseEvent } from "#server/event-format/index.ts";
import { indexLedger } from "#server/search/index.ts";
import { eventMaker } from "./event-maker.ts";
import { type BenchTenant, ledgerSize, makeTenant, type Stand, say } from "./stand.ts";

const SLUG = "million";
const EVENTS = 1_000_000;
const BATCH_EVENTS = 1_000;
const YEAR_MS = 365 * 86_400_000;
/** A few seconds lie between what happened and its arrival. */
const TRAVEL_MS_MAX = 4_000;

/** The tenant with a million events of a year, loaded through the committer and indexed as by the worker, once for all benchmarks of a run. */
export async function openMillion(stand: Stand): Promise<BenchTenant> {
  const done = join(stand.dataDir, "bench-million-loaded");
  const loadedAt = Date.now();
  let now = new Date(loadedAt - YEAR_MS);
  const clock = { now: () => now };
  return stand.withRuntime(async ({ committer, signer }) => {
    const tenant = await makeTenant(stand, SLUG, clock);
    if (existsSync(done)) {
      await indexLedger(tenant.id);
      return tenant;
    }
    const start = await ledgerSize(stand, tenant.id);
    if (start > EVENTS / 2)
      throw new Error(`an earlier loading was interrupted: delete ${stand.dataDir} and start again`);
    const make = eventMaker(42);
    const beganMs = performance.now();
    for (let from = 0; from < EVENTS; from += BATCH_EVENTS) {
      const items = Array.from({ length: BATCH_EVENTS }, (_, i) => {
        const receivedAtMs = Math.floor(loadedAt - YEAR_MS + ((from + i) / EVENTS) * YEAR_MS);
        const event = make(new Date(receivedAtMs - (i % TRAVEL_MS_MAX)));
        const parsed = parseEvent(event, { tenantId: tenant.id, now: new Date(receivedAtMs) });
        if (!parsed.event) throw new Error(`a made event breaks the rules: ${JSON.stringify(parsed.faults)}`);
        return { draft: parsed.event, keyId: tenant.ingestKeyId, receivedAtMs };
      });
      // One after another: of two groups under way the later one may be first, and hours lie between them.
      await committer.append(tenant.id, { items, atomic: true });
    }
    now = new Date();
    await signer.signNow(tenant.id);
    await indexLedger(tenant.id);
    await stand.withSuperuser((client) =>
      client.query("VACUUM (ANALYZE) event, search_segment, search_block, search_column"),
    );
    writeFileSync(done, "");
    say(`a million events loaded in ${Math.round((performance.now() - beganMs) / 1_000)} s`);
    return tenant;
  }, clock);
}
