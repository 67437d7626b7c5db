import { type ChildProcess, fork, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { TenantContext } from "#server/access/index.ts";
import {
  createExport,
  deleteExportFile,
  type Export,
  type ExportInput,
  getExport,
  openExportFile,
} from "#server/exports/index.ts";
import { authenticateKey } from "#server/keys/index.ts";
import { peakMemoryMib } from "./machine.ts";
import { openMillion } from "./million.ts";
import { atMost, figure, notMeasured, type ResultRow, ratioAtLeast, type Target } from "./results.ts";
import { type BenchTenant, type Stand, say } from "./stand.ts";
import { median } from "./statistics.ts";

const ROUNDS = 3;
const EVIDENCE_EVENTS = 100_000;
const root = join(import.meta.dirname, "..");

/** A million events to NDJSON and CSV against `psql \copy` of the same rows, memory of the worker, and evidence bundles of 100,000 events. */
export async function measureExports(stand: Stand): Promise<ResultRow[]> {
  const tenant = await openMillion(stand);
  // Its keys are a year old and were never used.
  await stand.withSuperuser(async (client) => {
    await client.query("UPDATE tenant SET key_unused_days = NULL");
    await client.query("UPDATE provisioning_key SET suspended_at = NULL, suspend_reason = NULL");
  });
  await stopWorker(await whenIndexed(stand, await startWorker(stand)));
  // Anew: what it took to make the index is not part of what it needs when it is idle.
  const worker = await startWorker(stand);
  await sleep(5_000);
  try {
    return await stand.withRuntime(async () => {
      const key = await authenticateKey(tenant.provisioning, { requestId: "bench", via: "cli" });
      const context = key.contextIn(tenant.id);
      const seqMax = await seqMaxOf(stand, tenant);
      const rows = await measureFiles({ stand, tenant, context, worker: worker.pid!, seqMax });
      return [...rows, ...(await measureEvidence({ stand, context, seqMax }))];
    });
  } finally {
    await stopWorker(worker);
  }
}

async function stopWorker(worker: ChildProcess): Promise<void> {
  const gone = once(worker, "exit");
  worker.kill("SIGTERM");
  await gone;
}

async function startWorker(stand: Stand): Promise<ChildProcess> {
  const worker = fork(join(root, "processes/worker.ts"), {
    env: { ...process.env, ...stand.variables },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  await once(worker, "message");
  return worker;
}

/** Until the search index has the events, the worker has other work too. */
async function whenIndexed(stand: Stand, worker: ChildProcess): Promise<ChildProcess> {
  for (const untilMs = Date.now() + 600_000; Date.now() < untilMs; await sleep(1_000)) {
    const behind = await stand.withSuperuser(async (client) => {
      const { rows } = await client.query<{ behind: string }>(
        "SELECT max(l.size - COALESCE((SELECT max(end_seq) FROM search_segment s WHERE s.tenant_id = l.tenant_id), 0)) AS behind FROM ledger l",
      );
      return Number(rows[0]!.behind);
    });
    if (behind < 2_000) return worker;
  }
  throw new Error("the search index was not made in ten minutes");
}

const seqMaxOf = (stand: Stand, { id }: BenchTenant) =>
  stand.withSuperuser(async (client) => {
    const { rows } = await client.query<{ size: string }>("SELECT size FROM ledger WHERE tenant_id = $1", [id]);
    return Number(rows[0]!.size);
  });

interface Made {
  done: Export;
  seconds: number;
}

/** Asks for an export and waits until the worker has made it; the time is from when it was begun until it was there. */
async function make(context: TenantContext, input: ExportInput): Promise<Made> {
  const { id } = await createExport(context, input);
  for (;;) {
    const done = await getExport(context, id);
    if (done.state === "done")
      return { done, seconds: (Date.parse(done.finishedAt!) - Date.parse(done.startedAt!)) / 1_000 };
    if (done.state === "failed") throw new Error(`the export failed: ${done.failure!.message}`);
    // Seldom: whoever asks takes the processor from whoever works.
    await sleep(500);
  }
}

/** What psql takes for the same rows; null where it is not installed. */
async function copySeconds(stand: Stand, select: string): Promise<number | null> {
  const file = join(stand.dataDir, "copied");
  const beganMs = performance.now();
  const psql = spawn(
    "psql",
    [
      stand.postgres.superuserUrl,
      "-qX",
      "-c",
      `\\copy (${select}) TO '${file}' ${select.includes("jsonb") ? "WITH (FORMAT csv, HEADER)" : ""}`,
    ],
    {
      stdio: ["ignore", "ignore", "inherit"],
    },
  );
  const code = await new Promise<number | null>((resolve) => {
    psql.on("error", () => resolve(null));
    psql.on("exit", (status) => resolve(status ?? 1));
  });
  const seconds = (performance.now() - beganMs) / 1_000;
  rmSync(file, { force: true });
  if (code === null) return null;
  if (code !== 0) throw new Error(`psql ended with ${code}`);
  return seconds;
}

const COLUMNS = [
  "time",
  "actor",
  "action",
  "target",
  "outcome",
  "severity",
  "category",
  "address",
  "environment",
  "id",
];

interface Files {
  stand: Stand;
  tenant: BenchTenant;
  context: TenantContext;
  worker: number;
  seqMax: number;
}

async function measureFiles({ stand, tenant, context, worker, seqMax }: Files): Promise<ResultRow[]> {
  const where = `FROM event WHERE tenant_id = '${tenant.id}' AND seq < ${seqMax} ORDER BY occurred_at DESC, seq DESC`;
  const plain = `SELECT body ${where}`;
  const alike = `SELECT occurred_at, body::jsonb->'actor'->>'name' AS actor, action, body::jsonb->'targets'->0->>'name' AS target, outcome, severity, category, host(ip) AS ip, body::jsonb->'source'->>'environment' AS environment, id ${where}`;
  const idleMib = memoryMib(worker);
  const found: Record<string, number[]> = { copy: [], alike: [], ndjson: [], csv: [] };
  let isThere = true;
  let events = 0;
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, select] of [
      ["copy", plain],
      ["alike", alike],
    ] as const) {
      const seconds = await copySeconds(stand, select);
      if (seconds === null) isThere = false;
      else found[name]!.push(seqMax / seconds);
    }
    for (const format of ["ndjson", "csv"] as const) {
      resetPeak(worker);
      const { done, seconds } = await make(context, { format, columns: COLUMNS });
      events = done.rowsDone;
      found[format]!.push(events / seconds);
      const mib = (peakMemoryMib(worker) ?? Number.NaN) - idleMib;
      say(
        `round ${round + 1}, ${format}: ${Math.round(events / seconds)} rows/s, ${(done.bytes! / 2 ** 20).toFixed(0)} MiB, ${mib.toFixed(0)} MiB of memory`,
      );
      await deleteExportFile(context, done.id);
      found[`${format} memory`] = [...(found[`${format} memory`] ?? []), mib];
    }
  }
  const many = `${events.toLocaleString("en")} events`;
  const against = (format: "ndjson" | "csv", what: string, denominator: number[], target?: Target) =>
    isThere
      ? figure(what, median(found[format]!), "rows/s", target, median(denominator))
      : notMeasured(what, "rows/s", "psql is not installed", target);
  const memory = (format: "ndjson" | "csv") =>
    figure(
      `memory of the worker above idle (${idleMib.toFixed(0)} MiB) during ${format.toUpperCase()}, most of ${ROUNDS}`,
      Math.max(...found[`${format} memory`]!),
      "MiB",
      atMost(200),
    );
  return [
    against(
      "ndjson",
      `NDJSON export of ${many} against psql \\copy of their bodies, median of ${ROUNDS}`,
      found.copy!,
      ratioAtLeast(0.5),
    ),
    memory("ndjson"),
    against(
      "csv",
      `CSV export of ${many} against psql \\copy of the same ten columns, median of ${ROUNDS}`,
      found.alike!,
      ratioAtLeast(0.5),
    ),
    against("csv", "the same CSV export against psql \\copy of the bodies, of which it makes its columns", found.copy!),
    memory("csv"),
  ];
}

async function measureEvidence({ stand, context, seqMax }: Omit<Files, "tenant" | "worker">): Promise<ResultRow[]> {
  const from = seqMax - EVIDENCE_EVENTS - 1_000;
  const rows: ResultRow[] = [];
  const made = await make(context, { format: "evidence", q: `seq:${from}..${from + EVIDENCE_EVENTS - 1}` });
  rows.push(
    figure(
      `evidence bundle of ${made.done.rowsDone.toLocaleString("en")} events in one range, made`,
      made.seconds,
      "s",
      atMost(20),
    ),
    ...(await verified(stand, context, made.done)),
  );
  const some = await make(context, { format: "evidence", q: "outcome:failure" });
  rows.push(
    figure(
      `evidence bundle of ${some.done.rowsDone.toLocaleString("en")} of a million events (mode ${some.done.evidence!.mode}, ${some.done.evidence!.leftOut.toLocaleString("en")} left out), made`,
      some.seconds,
      "s",
    ),
    ...(await verified(stand, context, some.done)),
  );
  return rows;
}

async function verified(stand: Stand, context: TenantContext, done: Export): Promise<ResultRow[]> {
  const { path, bytes } = await openExportFile(context, done.id);
  const file = join(stand.dataDir, "bundle.zip");
  writeFileSync(file, readFileSync(path));
  const beganMs = performance.now();
  const cli = spawn(process.execPath, [join(root, "packages/cli/sealtrail.mjs"), "verify", file], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  const [code] = (await once(cli, "exit")) as [number];
  if (code !== 0) throw new Error("the bundle was not verified");
  const seconds = (performance.now() - beganMs) / 1_000;
  const size = (statSync(file).size / 2 ** 20).toFixed(0);
  rmSync(file);
  await deleteExportFile(context, done.id);
  say(`a bundle of ${done.rowsDone} events, ${size} MiB (${bytes} bytes), verified in ${seconds.toFixed(1)} s`);
  const isAsked = done.rowsDone === EVIDENCE_EVENTS;
  return [
    figure(
      `the same (${size} MiB) verified offline by the command line, start of the process included`,
      seconds,
      "s",
      isAsked ? atMost(10) : undefined,
    ),
  ];
}

function memoryMib(pid: number): number {
  const kib = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return Number(kib) / 1_024;
}

/** The peak is counted from here on. */
function resetPeak(pid: number): void {
  writeFileSync(`/proc/${pid}/clear_refs`, "5");
}
