import type { Load } from "./load.ts";
import { figure, type ResultRow, ratioAtLeast } from "./results.ts";
import { type BenchTenant, ledgerSize, type Stand, say } from "./stand.ts";
import { median } from "./statistics.ts";
import { startWorker, type WebProcess } from "./web-process.ts";

const PER_REQUEST = 500;
const CONNECTIONS = 8;
const REQUESTS = 200;
const ROUNDS = 5;
const CATCH_UP_MS_MAX = 180_000;
const LOOK_MS = 500;
/** The worker leaves fewer new events than this to searches. */
const LEFT_EVENTS = 512;

/** Batches over HTTP while the worker makes the search index of the same events, in turns with batches without a worker. */
export async function measureIndexed(
  stand: Stand,
  web: WebProcess,
  load: Load,
  tenant: BenchTenant,
): Promise<ResultRow[]> {
  const fire = async (seed: number) => {
    await load.prepare({ port: web.port, token: tenant.ingest, perRequest: PER_REQUEST, seed, requests: REQUESTS });
    const { elapsedMs } = await load.fire({ connections: CONNECTIONS, requests: REQUESTS });
    return (REQUESTS * PER_REQUEST * 1_000) / elapsedMs;
  };
  const [alone, indexed]: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    alone.push(await fire(500 + round));
    const worker = await startWorker(stand.variables);
    try {
      await caughtUp(stand, tenant.id);
      indexed.push(await fire(600 + round));
    } finally {
      await worker.close();
    }
    say(
      `indexed round ${round + 1}: ${Math.round(alone.at(-1)!)} events/s alone, ${Math.round(indexed.at(-1)!)} while indexing`,
    );
  }
  const what = `batch ingest while the worker indexes, against without a worker, in turns; median of ${ROUNDS} rounds of ${REQUESTS * PER_REQUEST} events`;
  return [figure(what, median(indexed), "events/s", ratioAtLeast(0.75), median(alone))];
}

/** Waits until the index holds what was there before the round. */
async function caughtUp(stand: Stand, tenantId: string): Promise<void> {
  const untilMs = Date.now() + CATCH_UP_MS_MAX;
  const size = await ledgerSize(stand, tenantId);
  for (;;) {
    const indexed = await stand.withSuperuser(async (client) => {
      const text = "SELECT max(end_seq) AS seq FROM search_segment WHERE tenant_id = $1 AND retired_at IS NULL";
      return Number((await client.query<{ seq: string | null }>(text, [tenantId])).rows[0]!.seq);
    });
    if (size - indexed < LEFT_EVENTS) return;
    if (Date.now() > untilMs)
      throw new Error(`the index holds ${indexed} of ${size} events after ${CATCH_UP_MS_MAX / 1_000} s`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}
