import { measureHandwritten } from "./handwritten.ts";
import type { Load } from "./load.ts";
import { atLeast, atMost, figure, type ResultRow, ratioAtLeast } from "./results.ts";
import { type BenchTenant, ledgerSize, type Stand, say } from "./stand.ts";
import { latenciesOf, median } from "./statistics.ts";
import type { WebProcess } from "./web-process.ts";

const IN_FLIGHT = 64;
const PREPARED = 30_000;
const WARM_UP_REQUESTS = 10_000;
const REQUESTS = 60_000;
const ROUNDS = 3;

/** Single events with 64 in flight, alternating with the table and trigger that one would write by hand. */
export async function measureSingles(
  stand: Stand,
  web: WebProcess,
  load: Load,
  tenant: BenchTenant,
): Promise<ResultRow[]> {
  await load.prepare({ port: web.port, token: tenant.ingest, seed: 7, requests: PREPARED, perRequest: 0 });
  await load.fire({ connections: IN_FLIGHT, requests: WARM_UP_REQUESTS });
  const start = await ledgerSize(stand, tenant.id);
  const perSecond: number[] = [];
  const handwritten: number[] = [];
  const p99s: number[] = [];
  const latenciesMs: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const report = await load.fire({ connections: IN_FLIGHT, requests: REQUESTS });
    perSecond.push((report.requests / report.elapsedMs) * 1_000);
    p99s.push(latenciesOf(report.latenciesMs).p99);
    for (const latency of report.latenciesMs) latenciesMs.push(latency);
    handwritten.push(await measureHandwritten(stand, IN_FLIGHT));
    say(
      `single round ${round + 1}: ${Math.round(perSecond.at(-1)!)} events/s, p99 ${p99s.at(-1)!.toFixed(1)} ms; by hand ${Math.round(handwritten.at(-1)!)} events/s`,
    );
  }
  const end = await ledgerSize(stand, tenant.id);
  const { p50, p99, max } = latenciesOf(latenciesMs);
  return [
    figure(
      `single-event POST, ${IN_FLIGHT} in flight; median of ${ROUNDS} rounds`,
      median(perSecond),
      "events/s",
      atLeast(5_000),
    ),
    figure("single-event POST, latency p99, all rounds", p99, "ms", atMost(100)),
    figure(
      `the same against Prisma create with a hash-chain trigger, ${IN_FLIGHT} in flight, without HTTP`,
      median(perSecond),
      "events/s",
      ratioAtLeast(10),
      median(handwritten),
    ),
    figure("single-event POST, slowest round", Math.min(...perSecond), "events/s"),
    figure("single-event POST, fastest round", Math.max(...perSecond), "events/s"),
    figure("single-event POST, latency p50", p50, "ms"),
    figure("single-event POST, latency max", max, "ms"),
    figure("Prisma create with a hash-chain trigger, slowest round", Math.min(...handwritten), "events/s"),
    figure("Prisma create with a hash-chain trigger, fastest round", Math.max(...handwritten), "events/s"),
    figure("events in one commit, mean", await meanGroup(stand, tenant.id, start, end), "events"),
  ];
}

/** xmin names the transaction that wrote a row. */
async function meanGroup(stand: Stand, tenantId: string, from: number, to: number): Promise<number> {
  return stand.withSuperuser(async (client) => {
    const { rows } = await client.query<{ mean: number }>(
      "SELECT count(*)::float8 / count(DISTINCT xmin::text) AS mean FROM event WHERE tenant_id = $1 AND seq >= $2 AND seq < $3",
      [tenantId, from, to],
    );
    return rows[0]!.mean;
  });
}
