import { join } from "node:path";
import { deriveSigningKeys, directoryHighWater, loadMasterKey } from "#server/ledger/index.ts";
import { verifyLedgers } from "#server/ledger/verify-database.ts";
import { type DatabaseUrls, withClient } from "../database-server.ts";
import { ledgerFaults } from "../ledger-check.ts";
import type { Sent } from "./load.ts";

export interface CrashResult {
  kills: number;
  requests: number;
  acknowledgedEvents: number;
  retries: number;
  statuses: Record<string, number>;
  ledgerEvents: number;
  checkpoints: number;
  /** Everything that contradicts what was promised; empty when all is well. */
  faults: string[];
}

export interface CrashedLedger {
  urls: DatabaseUrls;
  dataDir: string;
  tenantId: string;
  origin: string;
}

/** Compares what the senders were told with what the ledger holds, and verifies the ledger whole, in two ways. */
export async function judge(ledger: CrashedLedger, sent: Sent, kills: number): Promise<CrashResult> {
  const { urls, dataDir, tenantId, origin } = ledger;
  const keys = deriveSigningKeys(loadMasterKey(join(dataDir, "master.key"), false));
  const faults = [
    ...(await senderFaults(ledger, sent)),
    ...(await ledgerFaults(urls, tenantId, keys.vkeyOf(origin))),
    ...(await fullVerification(ledger, keys.vkeyOf)),
  ];
  const [counts] = await withClient(urls.superuser, async (client) => {
    const { rows } = await client.query(
      "SELECT size::int AS size, (SELECT count(*)::int FROM checkpoint WHERE tenant_id = $1) AS checkpoints FROM ledger WHERE tenant_id = $1",
      [tenantId],
    );
    return rows;
  });
  return {
    kills,
    requests: sent.requests,
    acknowledgedEvents: sent.acknowledged.size,
    retries: sent.retries,
    statuses: sent.statuses,
    ledgerEvents: counts.size,
    checkpoints: counts.checkpoints,
    faults,
  };
}

async function fullVerification({ urls, dataDir, tenantId }: CrashedLedger, vkeyOf: (origin: string) => string) {
  const report = await verifyLedgers({
    databaseUrl: urls.superuser,
    tenant: tenantId,
    vkeyOf,
    marks: directoryHighWater(join(dataDir, "high-water")),
    threads: 0,
  });
  const faults = report.ledgers.flatMap((one) => one.faults.map((fault) => `verification: ${JSON.stringify(fault)}`));
  return report.ok || faults.length > 0 ? faults : ["verification: there is no such ledger"];
}

async function senderFaults({ urls, tenantId }: CrashedLedger, sent: Sent): Promise<string[]> {
  const faults = sent.contradicted.map((name) => `the event ${name} got two receipts`);
  const rows = await withClient(urls.superuser, async (client) => {
    const text = `SELECT body::jsonb->>'request_id' AS name, id::text AS id, seq::float8 AS seq, encode(leaf_hash, 'hex') AS leaf_hash
                    FROM event WHERE tenant_id = $1 AND action = 'crash.tested'`;
    return (await client.query<{ name: string; id: string; seq: number; leaf_hash: string }>(text, [tenantId])).rows;
  });
  const stored = new Map(rows.map((row) => [row.name, row]));
  if (stored.size !== rows.length) faults.push(`${rows.length - stored.size} events are stored twice`);
  for (const [name, receipt] of sent.acknowledged) {
    const row = stored.get(name);
    if (!row) faults.push(`the acknowledged event ${name} is lost`);
    else if (row.id !== receipt.id || row.seq !== receipt.seq || row.leaf_hash !== receipt.leaf_hash)
      faults.push(`the event ${name} is stored otherwise than its receipt says`);
    stored.delete(name);
  }
  for (const names of sent.abandoned) {
    const found = names.filter((name) => stored.delete(name)).length;
    if (found !== 0 && found !== names.length)
      faults.push(`of a request of ${names.length} events ${found} are stored`);
  }
  if (stored.size > 0) faults.push(`${stored.size} events are stored that nobody sent`);
  return faults.slice(0, 50);
}
