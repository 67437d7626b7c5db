import { type CopyBaseline, openCopyBaseline } from "./copy-baseline.ts";
import type { Load } from "./load.ts";
import { cpuMsOf } from "./machine.ts";
import { atLeast, figure, type ResultRow, ratioAtLeast } from "./results.ts";
import { type BenchTenant, ledgerSize, type Stand, say } from "./stand.ts";
import { median } from "./statistics.ts";
import type { WebProcess } from "./web-process.ts";

const PER_REQUEST = 500;
const CONNECTIONS = 8;
const REQUESTS = 200;
const EVENTS = REQUESTS * PER_REQUEST;
const WARM_UP_REQUESTS = 40;
const ROUNDS = 5;

interface Round {
  httpPerSecond: number;
  copyPerSecond: number;
  webMicroseconds: number;
  postgresMicroseconds: number;
  generatorMicroseconds: number;
  postgresCopyMicroseconds: number;
}

/** Batches over HTTP, alternating with raw COPY of the very rows that they made, into a table that grows alike. */
export async function measureBatches(
  stand: Stand,
  web: WebProcess,
  load: Load,
  tenant: BenchTenant,
): Promise<ResultRow[]> {
  const copy = await openCopyBaseline(stand);
  try {
    const order = { port: web.port, token: tenant.ingest, perRequest: PER_REQUEST };
    const bytes = await load.prepare({ ...order, seed: 1, requests: WARM_UP_REQUESTS });
    const start = await ledgerSize(stand, tenant.id);
    await load.fire({ connections: CONNECTIONS, requests: WARM_UP_REQUESTS });
    await copy.run(tenant.id, start, start + WARM_UP_REQUESTS * PER_REQUEST);
    const rounds: Round[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      await load.prepare({ ...order, seed: 100 + round, requests: REQUESTS });
      const one = await measureRound(stand, web, load, tenant, copy);
      rounds.push(one);
      say(
        `batch round ${round + 1}: HTTP ${Math.round(one.httpPerSecond)} events/s, COPY ${Math.round(one.copyPerSecond)} rows/s`,
      );
    }
    return [...rowsOf(rounds, bytes), await diskRow(stand, tenant)];
  } finally {
    await copy.close();
  }
}

async function measureRound(
  stand: Stand,
  web: WebProcess,
  load: Load,
  tenant: BenchTenant,
  copy: CopyBaseline,
): Promise<Round> {
  const postgresCpu = () => cpuMsOf(stand.postgres.pid) ?? Number.NaN;
  const webCpu = () => cpuMsOf(web.pid) ?? Number.NaN;
  const before = await ledgerSize(stand, tenant.id);
  await checkpoint(stand);
  const [webBefore, postgresBefore] = [webCpu(), postgresCpu()];
  const report = await load.fire({ connections: CONNECTIONS, requests: REQUESTS });
  const [webMs, postgresMs] = [webCpu() - webBefore, postgresCpu() - postgresBefore];
  const after = await ledgerSize(stand, tenant.id);
  if (after - before !== EVENTS) throw new Error(`the ledger grew by ${after - before} events instead of ${EVENTS}`);
  await checkpoint(stand);
  const copyBefore = postgresCpu();
  const copyMs = await copy.run(tenant.id, before, after);
  return {
    httpPerSecond: (EVENTS / report.elapsedMs) * 1_000,
    copyPerSecond: (EVENTS / copyMs) * 1_000,
    webMicroseconds: (webMs * 1_000) / EVENTS,
    postgresMicroseconds: (postgresMs * 1_000) / EVENTS,
    generatorMicroseconds: (report.cpuMs * 1_000) / EVENTS,
    postgresCopyMicroseconds: ((postgresCpu() - copyBefore) * 1_000) / EVENTS,
  };
}

/** Neither side pays for the pages that the other left to be written. */
async function checkpoint(stand: Stand): Promise<void> {
  await stand.withSuperuser((client) => client.query("CHECKPOINT"));
}

function rowsOf(rounds: Round[], bytes: number): ResultRow[] {
  const all = (pick: (round: Round) => number) => rounds.map(pick);
  const http = median(all((round) => round.httpPerSecond));
  const copy = median(all((round) => round.copyPerSecond));
  const ratios = rounds.map((round) => round.httpPerSecond / round.copyPerSecond).map((ratio) => ratio.toFixed(3));
  const setting = `${PER_REQUEST} a request, ${CONNECTIONS} connections, one tenant, events of ${Math.round(bytes)} B; median of ${rounds.length} rounds`;
  const rows = [
    figure(`batch ingest over HTTP (${setting})`, http, "events/s", atLeast(12_000)),
    figure(
      `the same against raw COPY of the same rows over two connections, rounds alternating (ratios ${ratios.join(", ")})`,
      http,
      "events/s",
      ratioAtLeast(0.4),
      copy,
    ),
    figure("batch ingest, slowest round", Math.min(...all((round) => round.httpPerSecond)), "events/s"),
    figure("batch ingest, fastest round", Math.max(...all((round) => round.httpPerSecond)), "events/s"),
    figure("raw COPY, slowest round", Math.min(...all((round) => round.copyPerSecond)), "rows/s"),
    figure("raw COPY, fastest round", Math.max(...all((round) => round.copyPerSecond)), "rows/s"),
  ];
  const cpu = [
    figure("processor time of the web process", median(all((round) => round.webMicroseconds)), "µs/event"),
    figure("processor time of PostgreSQL", median(all((round) => round.postgresMicroseconds)), "µs/event"),
    figure("processor time of the load generator", median(all((round) => round.generatorMicroseconds)), "µs/event"),
    figure("processor time of PostgreSQL in COPY", median(all((round) => round.postgresCopyMicroseconds)), "µs/row"),
  ];
  return [...rows, ...cpu.filter((row) => row.value !== null && !Number.isNaN(row.value))];
}

async function diskRow(stand: Stand, tenant: BenchTenant): Promise<ResultRow> {
  const events = await ledgerSize(stand, tenant.id);
  const bytes = await stand.withSuperuser(async (client) => {
    const { rows } = await client.query<{ bytes: string }>(
      "SELECT sum(pg_total_relation_size(relid)) AS bytes FROM pg_partition_tree('event') WHERE isleaf",
    );
    return Number(rows[0]!.bytes);
  });
  return figure("bytes on disk of an event, table and indexes", bytes / events, "B");
}
