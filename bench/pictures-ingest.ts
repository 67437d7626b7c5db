import { systemClock } from "#server/clock.ts";
import { openLoad } from "./load.ts";
import { atMost, figure, type ResultRow, ratioAtLeast } from "./results.ts";
import { type BenchTenant, ledgerSize, makeTenant, openStand, type Stand, say } from "./stand.ts";
import { latenciesOf, median } from "./statistics.ts";
import { startWorker, type WebProcess } from "./web-process.ts";

const PER_REQUEST = 500;
const CONNECTIONS = 8;
const REQUESTS = Number(process.env.SEALTRAIL_BENCH_PICTURES_REQUESTS ?? 200);
const ROUNDS = 5;
const CATCH_UP_MS_MAX = 180_000;
/** Each worker does all but this beside signing. */
const ALONE = ["exports", "detection", "deliveries"];
const without = (...loops: string[]) => loops.flatMap((loop) => ["--without", loop]);

const LAG_EVENTS_PER_SECOND = 5_000;
const LAG_PER_REQUEST = 100;
const LAG_SECONDS = Number(process.env.SEALTRAIL_BENCH_PICTURES_SECONDS ?? 30);
const LOOK_MS = 50;

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function onStand<T>(
  slug: string,
  work: (stand: Stand, web: WebProcess, tenant: BenchTenant) => Promise<T>,
): Promise<T> {
  const stand = await openStand();
  try {
    const tenant = await stand.withRuntime(() => makeTenant(stand, slug, systemClock));
    const web = await stand.startWeb();
    try {
      return await work(stand, web, tenant);
    } finally {
      await web.close();
    }
  } finally {
    await stand.close();
  }
}

async function countedTo(stand: Stand, tenantId: string): Promise<number> {
  return stand.withSuperuser(async (client) => {
    const text = "SELECT next_seq FROM rollup_cursor WHERE tenant_id = $1";
    return Number((await client.query<{ next_seq: string }>(text, [tenantId])).rows[0]?.next_seq ?? 0);
  });
}

/** Batches over HTTP while the worker indexes and counts them, in turns with batches while it indexes alone. */
export function measureRollupIngest(): Promise<ResultRow[]> {
  return onStand("pictures-ingest", async (stand, web, tenant) => {
    const load = openLoad();
    const fire = async (seed: number) => {
      await load.prepare({ port: web.port, token: tenant.ingest, perRequest: PER_REQUEST, seed, requests: REQUESTS });
      const { elapsedMs } = await load.fire({ connections: CONNECTIONS, requests: REQUESTS });
      return (REQUESTS * PER_REQUEST * 1_000) / elapsedMs;
    };
    const [alone, counting]: [number[], number[]] = [[], []];
    try {
      await fire(1);
      for (let round = 0; round < ROUNDS; round++) {
        for (const [list, args] of [
          [alone, without(...ALONE, "rollups")],
          [counting, without(...ALONE)],
        ] as const) {
          const worker = await startWorker(stand.variables, args);
          try {
            if (list === counting) await caughtUp(stand, tenant.id);
            list.push(await fire(700 + round));
          } finally {
            await worker.close();
          }
        }
        say(
          `counting round ${round + 1}: ${Math.round(alone.at(-1)!)} events/s without, ${Math.round(counting.at(-1)!)} with roll-ups`,
        );
      }
    } finally {
      load.close();
    }
    const what = `batch ingest while the worker counts, against without roll-ups, in turns; median of ${ROUNDS} rounds of ${REQUESTS * PER_REQUEST} events`;
    return [figure(what, median(counting), "events/s", ratioAtLeast(0.9), median(alone))];
  });
}

async function caughtUp(stand: Stand, tenantId: string): Promise<void> {
  const size = await ledgerSize(stand, tenantId);
  const untilMs = Date.now() + CATCH_UP_MS_MAX;
  while ((await countedTo(stand, tenantId)) < size) {
    if (Date.now() > untilMs) throw new Error(`not counted after ${CATCH_UP_MS_MAX / 1_000} s`);
    await wait(LOOK_MS);
  }
}

/** How long it takes until an event is counted, at a steady rate: with a worker for index and counts, and with one that does everything. */
export function measureRollupLag(): Promise<ResultRow[]> {
  return onStand("pictures-lag", async (stand, web, tenant) => {
    const rows: ResultRow[] = [];
    for (const [name, args, target] of [
      ["a worker that indexes and counts", without(...ALONE), atMost(2)],
      ["a worker that does everything", [], undefined],
    ] as const) {
      const worker = await startWorker(stand.variables, args);
      try {
        await caughtUp(stand, tenant.id);
        const { lagsS, perSecond } = await lagsOf(stand, web, tenant);
        const { p95, max } = latenciesOf(lagsS);
        const what = `counts behind the ledger at ${Math.round(perSecond)} events/s for ${LAG_SECONDS} s, ${name}`;
        rows.push(figure(`${what}, max`, max, "s", target), figure(`${what}, p95`, p95, "s"));
      } finally {
        await worker.close();
      }
    }
    return rows;
  });
}

async function lagsOf(stand: Stand, web: WebProcess, tenant: BenchTenant) {
  const load = openLoad();
  const lagsS: number[] = [];
  try {
    const requests = (LAG_EVENTS_PER_SECOND / LAG_PER_REQUEST) * LAG_SECONDS;
    const order = { port: web.port, token: tenant.ingest, perRequest: LAG_PER_REQUEST, seed: 31, requests };
    await load.prepare(order);
    let isFiring = true;
    const perSecondMax = LAG_EVENTS_PER_SECOND / LAG_PER_REQUEST;
    const firing = load.fire({ connections: CONNECTIONS, requests, perSecondMax }).finally(() => {
      isFiring = false;
    });
    const waiting: { size: number; atMs: number }[] = [];
    while (isFiring || waiting.length > 0) {
      const atMs = performance.now();
      if (isFiring) waiting.push({ size: await ledgerSize(stand, tenant.id), atMs });
      const counted = await countedTo(stand, tenant.id);
      while (waiting[0] && waiting[0].size <= counted) lagsS.push((performance.now() - waiting.shift()!.atMs) / 1_000);
      await wait(LOOK_MS);
    }
    const { elapsedMs } = await firing;
    return { lagsS, perSecond: (requests * LAG_PER_REQUEST * 1_000) / elapsedMs };
  } finally {
    load.close();
  }
}
