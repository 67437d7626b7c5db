import { openHandwritten } from "./handwritten.ts";
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

interface Round {
  perSecond: number;
  latenciesMs: number[];
  byHand: number;
}

/** Single events with 64 in flight, alternating with the table and trigger that one would write by hand. */
export async function measureSingles(
  stand: Stand,
  web: WebProcess,
  load: Load,
  tenant: BenchTenant,
): Promise<ResultRow[]> {
  const byHand = await openHandwritten(stand);
  const rounds: Round[] = [];
  let start = 0;
  try {
    await load.prepare({ port: web.port, token: tenant.ingest, seed: 7, requests: PREPARED, perRequest: 0 });
    await load.fire({ connections: IN_FLIGHT, requests: WARM_UP_REQUESTS });
    start = await ledgerSize(stand, tenant.id);
    for (let round = 0; round < ROUNDS; round++) {
      const report = await load.fire({ connections: IN_FLIGHT, requests: REQUESTS });
      const perSecond = (report.requests / report.elapsedMs) * 1_000;
      rounds.push({ perSecond, latenciesMs: report.latenciesMs, byHand: await byHand.measure(IN_FLIGHT) });
      say(
        `single round ${round + 1}: ${Math.round(perSecond)} events/s, by hand ${Math.round(rounds.at(-1)!.byHand)} events/s`,
      );
    }
  } finally {
    byHand.close();
  }
  const end = await ledgerSize(stand, tenant.id);
  return [
    ...rowsOf(rounds),
    figure("events in one commit, mean", await meanGroup(stand, tenant.id, start, end), "events"),
  ];
}

function rowsOf(rounds: Round[]): ResultRow[] {
  const perSecond = rounds.map((round) => round.perSecond);
  const byHand = rounds.map((round) => round.byHand);
  const { p50, p99, max } = latenciesOf(rounds.flatMap((round) => round.latenciesMs));
  const what = "single-event POST";
  const baseline = "POST into a handwritten table (Prisma create, hash-chain trigger)";
  return [
    figure(
      `${what}, ${IN_FLIGHT} in flight; median of ${ROUNDS} rounds`,
      median(perSecond),
      "events/s",
      atLeast(5_000),
    ),
    figure(`${what}, latency p99 of all rounds`, p99, "ms", atMost(100)),
    figure(
      `${what} against ${baseline}, ${IN_FLIGHT} in flight each, rounds alternating`,
      median(perSecond),
      "events/s",
      ratioAtLeast(10),
      median(byHand),
    ),
    figure(`${what}, slowest round`, Math.min(...perSecond), "events/s"),
    figure(`${what}, fastest round`, Math.max(...perSecond), "events/s"),
    figure(`${what}, latency p50`, p50, "ms"),
    figure(`${what}, latency max`, max, "ms"),
    figure(`${baseline}, slowest round`, Math.min(...byHand), "events/s"),
    figure(`${baseline}, fastest round`, Math.max(...byHand), "events/s"),
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
