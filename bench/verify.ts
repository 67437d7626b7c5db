import { join } from "node:path";
import { directoryHighWater } from "#server/ledger/high-water.ts";
import { deriveSigningKeys, loadMasterKey } from "#server/ledger/signing-keys.ts";
import { verifyLedgers } from "#server/ledger/verify-database.ts";
import { openMillion } from "./million.ts";
import { atMost, figure, type ResultRow } from "./results.ts";
import { type Stand, say } from "./stand.ts";
import { median } from "./statistics.ts";

const ROUNDS = 3;
const EVENTS = 1_000_000;

/** Every leaf, column, tile, checkpoint and the high-water mark of a million events, recomputed from what is in the database. */
export async function measureVerify(stand: Stand): Promise<ResultRow[]> {
  const tenant = await openMillion(stand);
  const keys = deriveSigningKeys(loadMasterKey(join(stand.dataDir, "master.key"), false));
  const secondsPerMillion: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const { ok, ledgers, durationMs } = await verifyLedgers({
      databaseUrl: stand.variables.DATABASE_URL!,
      tenant: tenant.id,
      vkeyOf: keys.vkeyOf,
      marks: directoryHighWater(join(stand.dataDir, "high-water")),
    });
    const rows = ledgers[0]?.rows ?? 0;
    if (!ok || rows < EVENTS)
      throw new Error(`the ledger of ${rows} events was found faulty: ${JSON.stringify(ledgers)}`);
    secondsPerMillion.push(((durationMs / 1_000) * EVENTS) / rows);
    say(`verify round ${round + 1}: ${(durationMs / 1_000).toFixed(1)} s for ${rows} events`);
  }
  return [
    figure(
      `full re-verification of 1 M events from the database, median of ${ROUNDS} rounds`,
      median(secondsPerMillion),
      "s",
      atMost(30),
    ),
    figure("full re-verification, fastest round", Math.min(...secondsPerMillion), "s"),
    figure("full re-verification, slowest round", Math.max(...secondsPerMillion), "s"),
  ];
}
