import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { recordLongUses } from "#server/access/index.ts";
import { deleteOldDeliveries, deliverDue, endDeliveries } from "#server/channels/index.ts";
import { followTenant, listDueDetection, runTrial, sweepDetection } from "#server/detection/index.ts";
import { readEnvironment } from "#server/env.ts";
import { removeStrayFiles, runExport, sweepExports } from "#server/exports/index.ts";
import { sweepKeys } from "#server/keys/index.ts";
import { log } from "#server/log.ts";
import { openRuntime } from "#server/open-runtime.ts";
import { sweepReviews } from "#server/reviews/index.ts";
import { INDEXED_FROM, indexLedger } from "#server/search/index.ts";
import { sweepSecrets } from "#server/secrets/index.ts";
import { ensurePartitions, expireIdempotencyKeys, listLedgers } from "#server/tenants/index.ts";
import { keepRolledUp } from "./keep-rolled-up.ts";
import { onShutdown, refuseStart } from "./lifecycle.ts";

const SWEEP_MS = 2_000;
const INDEX_MS = 1_000;
/** How long what is known of the indexes holds: somebody else may make one anew. */
const INDEX_KNOWN_MS = 60_000;
const INDEX_TURN_MS = 500;
/** While so many events arrive in a second, the index works in short turns and rests longer than it works: whoever sends has precedence. */
const INGEST_FAST = 8_000;
const INDEX_TURN_FAST_MS = 300;
const REST_PER_WORK = 3;
const KEYS_MS = 60_000;
const UPKEEP_MS = 3_600_000;
const EXPORTS_MS = 500;
/** An alert is on its way this soon after it was raised. */
const DELIVERIES_MS = 150;
/** How many exports a worker makes at a time, one of a tenant. */
const EXPORTS_AT_ONCE = 2;
const MONTHS_AHEAD = 3;
const DETECTION_MS = 100;
/** A tenant that is far behind takes turns with the others. */
const DETECTION_TURN_MS = 250;
/** How many trials of rules a worker runs at a time. */
const TRIALS_AT_ONCE = 1;
/** After an error a tenant waits for so long. */
const DETECTION_RETRY_MS = 5_000;

/** Signs what a web process left unsigned, records what long uses came to, sees to keys that are due, keeps the search index, makes exports, makes the coming months' partitions and lets old idempotency keys go. */
async function main(): Promise<void> {
  const without = readWithout();
  const runtime = await openRuntime(readEnvironment());
  let stopping = false;
  let upkeepDueMs = 0;
  let keysDueMs = 0;
  const loop = (async () => {
    while (!stopping) {
      try {
        if (Date.now() >= upkeepDueMs) {
          await upkeep();
          upkeepDueMs = Date.now() + UPKEEP_MS;
        }
        await sweep();
        await recordLongUses();
        if (Date.now() >= keysDueMs) {
          await sweepTenants();
          keysDueMs = Date.now() + KEYS_MS;
        }
      } catch (error) {
        log.error({ err: error }, "sweep failed; it is tried again");
      }
      await sleep(SWEEP_MS);
    }
  })();

  const loops = Object.entries(LOOPS)
    .filter(([name]) => !without.includes(name))
    .map(([, keep]) => keep(() => stopping));

  async function sweep(): Promise<void> {
    for (const ledger of await listLedgers()) {
      if (ledger.size > ledger.signedSize && !runtime.signer.refusal(ledger.tenantId))
        await runtime.signer.signNow(ledger.tenantId);
    }
  }

  onShutdown(async () => {
    stopping = true;
    await Promise.all([loop, ...loops]);
    await runtime.close();
  });
  log.info("worker is ready");
  process.send?.("ready");
}

/** What a worker does beside signing and upkeep, by the name that `--without` takes. */
const LOOPS: Record<string, (isStopping: () => boolean) => Promise<void>> = {
  index: keepIndexed,
  exports: keepExporting,
  detection: keepDetecting,
  deliveries: keepDelivering,
  rollups: keepRolledUp,
};

/** The loops that this worker leaves to others: `npm run worker -- --without detection`, as often as wanted. */
function readWithout(): string[] {
  const { values } = parseArgs({ options: { without: { type: "string", multiple: true, default: [] } } });
  const unknown = values.without.find((name) => !Object.hasOwn(LOOPS, name));
  if (unknown !== undefined)
    throw new Error(`--without: there is no ${unknown}; it is one of ${Object.keys(LOOPS).join(", ")}`);
  return values.without;
}

/** Keeps every tenant's search index behind its ledger by a second or two; one that is far behind takes turns with the others. */
async function keepIndexed(isStopping: () => boolean): Promise<void> {
  const indexed = new Map<string, number>();
  let knownUntilMs = 0;
  let last = { atMs: Date.now(), events: Number.POSITIVE_INFINITY };
  while (!isStopping()) {
    const beganMs = Date.now();
    let isFast = false;
    try {
      if (Date.now() >= knownUntilMs) {
        indexed.clear();
        knownUntilMs = Date.now() + INDEX_KNOWN_MS;
      }
      const ledgers = await listLedgers();
      const events = ledgers.reduce((sum, ledger) => sum + ledger.size, 0);
      isFast = ((events - last.events) * 1_000) / Math.max(1, beganMs - last.atMs) > INGEST_FAST;
      last = { atMs: beganMs, events };
      const behind = ledgers
        .map(({ tenantId, size }) => ({ tenantId, size, events: size - (indexed.get(tenantId) ?? 0) }))
        .filter(({ events }) => events >= INDEXED_FROM)
        .sort((a, b) => a.events - b.events);
      for (const { tenantId, size } of behind) {
        const turnEndMs = Date.now() + (isFast ? INDEX_TURN_FAST_MS : INDEX_TURN_MS);
        const to = await indexLedger(tenantId, () => isStopping() || Date.now() > turnEndMs).catch((error) =>
          log.error({ err: error, tenant: tenantId }, "the search index could not be made; it is tried again"),
        );
        if (to !== undefined) indexed.set(tenantId, Math.min(to, size));
      }
    } catch (error) {
      log.error({ err: error }, "the search index could not be made; it is tried again");
    }
    await sleep(Math.max(INDEX_MS, isFast ? REST_PER_WORK * (Date.now() - beganMs) : 0));
  }
}

/** Makes the exports that wait, and sees to their schedules, mails and ends. */
async function keepExporting(isStopping: () => boolean): Promise<void> {
  const running = new Map<string, Promise<void>>();
  const begin = (tenantId: string, id: string) =>
    running.set(
      tenantId,
      runExport(tenantId, id, isStopping)
        .catch((error) => log.error({ err: error, tenant: tenantId, export: id }, "an export was interrupted"))
        .finally(() => running.delete(tenantId)),
    );
  while (!isStopping()) {
    try {
      for (const { tenantId, id } of await sweepExports())
        if (running.size < EXPORTS_AT_ONCE && !running.has(tenantId)) begin(tenantId, id);
    } catch (error) {
      log.error({ err: error }, "exports could not be looked for; they are in a moment");
    }
    await sleep(EXPORTS_MS);
  }
  await Promise.all(running.values());
}

/** Looks at new events within a tenth of a second or two, and runs the trials that wait. While senders are fast it rests longer than it works. */
async function keepDetecting(isStopping: () => boolean): Promise<void> {
  const trials = new Map<string, Promise<void>>();
  const retryAtMs = new Map<string, number>();
  const tryRule = (tenantId: string, id: string) => {
    if (trials.size >= TRIALS_AT_ONCE || trials.has(id)) return;
    const running = runTrial(tenantId, id, isStopping)
      .catch((error) => log.error({ err: error, tenant: tenantId, trial: id }, "a trial was interrupted"))
      .finally(() => trials.delete(id));
    trials.set(id, running);
  };
  let last = { atMs: Date.now(), left: Number.POSITIVE_INFINITY };
  while (!isStopping()) {
    const beganMs = Date.now();
    let isFast = false;
    let isBusy = false;
    try {
      const due = await listDueDetection();
      const behind = due.reduce((sum, one) => sum + one.behind, 0);
      isFast = ((behind - last.left) * 1_000) / Math.max(1, beganMs - last.atMs) > INGEST_FAST;
      let events = 0;
      for (const { what, tenantId, id } of due) {
        if (what === "try") tryRule(tenantId, id!);
        else if ((retryAtMs.get(tenantId) ?? 0) <= Date.now()) {
          const turnEndMs = Date.now() + DETECTION_TURN_MS;
          events += await followTenant(tenantId, () => isStopping() || Date.now() > turnEndMs).catch((error) => {
            retryAtMs.set(tenantId, Date.now() + DETECTION_RETRY_MS);
            log.error({ err: error, tenant: tenantId }, "events could not be looked at; they are in a moment");
            return 0;
          });
          isBusy ||= Date.now() > turnEndMs;
        }
      }
      last = { atMs: beganMs, left: behind - events };
    } catch (error) {
      log.error({ err: error }, "new events could not be looked for; they are in a moment");
    }
    await sleep(isFast ? REST_PER_WORK * (Date.now() - beganMs) : isBusy ? 0 : DETECTION_MS);
  }
  await Promise.all(trials.values());
}

/** Sends the messages of channels that are due. */
async function keepDelivering(isStopping: () => boolean): Promise<void> {
  while (!isStopping()) {
    await deliverDue(isStopping).catch((error) =>
      log.error({ err: error }, "messages to channels could not be looked for; they are in a moment"),
    );
    await sleep(DELIVERIES_MS);
  }
  await endDeliveries();
}

/** One tenant's trouble does not keep the others waiting. */
async function sweepTenants(): Promise<void> {
  for (const { tenantId } of await listLedgers())
    for (const sweep of [sweepKeys, sweepReviews, sweepSecrets])
      await sweep(tenantId).catch((error) =>
        log.error({ err: error, tenant: tenantId }, `${sweep.name} failed; it is tried again in a minute`),
      );
}

async function upkeep(): Promise<void> {
  const now = new Date();
  await ensurePartitions(now, new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + MONTHS_AHEAD, 1)));
  for (const ledger of await listLedgers()) {
    await expireIdempotencyKeys(ledger.tenantId);
    await sweepDetection(ledger.tenantId);
    await deleteOldDeliveries(ledger.tenantId);
  }
  await removeStrayFiles();
}

main().catch(refuseStart);
