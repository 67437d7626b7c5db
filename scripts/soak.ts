import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { readEnvironment } from "#server/env.ts";
import { log } from "#server/log.ts";
import { openRuntime } from "#server/open-runtime.ts";
import { fuzzBodies } from "../tests/crash/fuzz.ts";
import { killDatabase, killWebProcesses } from "../tests/crash/kill.ts";
import { makeWebProcess } from "../tests/crash/web-process.ts";
import { type DatabaseUrls, openEmbedded, withClient } from "../tests/database-server.ts";
import { runIsolationLoad } from "../tests/isolation-load/load.ts";
import { makeTenant } from "../tests/tenant.ts";
import { crashRows, fuzzRows, isolationRows, notMeasured, type Row, tableOf } from "./soak/measures.ts";

const KILLS = 20;
const BODIES = 10_000;
const QUERIES = 200_000;
const SEED = 20_261_120;
const RESULTS = join(import.meta.dirname, "../bench/results");
const say = (text: string) => process.stdout.write(`${text}\n`);

/** Every repetition at full count, or at the share given as argument (0.05 for a twentieth). Ends with 1 unless every target is met. */
async function main(): Promise<void> {
  const share = Number(process.argv[2] ?? 1);
  if (!(share > 0 && share <= 1))
    throw new Error("The share of the full count must be over 0 and at most 1, such as: npm run soak -- 0.05");
  const kills = Math.max(1, Math.round(KILLS * share));
  const bodies = Math.max(1, Math.round(BODIES * share));
  const queries = Math.max(1, Math.round(QUERIES * share));
  const directory = mkdtempSync(join(tmpdir(), "sealtrail-soak-"));
  const rows: Row[] = [];
  try {
    const database = await openEmbedded(join(directory, "shared"));
    let version = "";
    try {
      version = await serverVersion(database.urls);
      const onKill = (done: number) => say(`  web process killed ${done} of ${kills} times`);
      await measure(rows, "kill -9 of a web process", async () =>
        crashRows(
          "kill -9 of a web process",
          await killWebProcesses(database.urls, { dataDir: join(directory, "shared"), kills, onKill }),
          kills,
        ),
      );
      await measure(rows, "malformed bodies", () => fuzz(database.urls, join(directory, "shared"), bodies));
      await measure(rows, "isolation", () => isolate(database.urls, join(directory, "shared"), queries));
    } finally {
      await database.close();
    }
    const onKill = (done: number) => say(`  database killed ${done} of ${kills} times`);
    await measure(rows, "kill -9 of the database", async () =>
      crashRows(
        "kill -9 of the database",
        await killDatabase({ dataDir: join(directory, "killed"), kills, onKill }),
        kills,
      ),
    );
    say(tableOf(rows));
    if (share === 1) writeResult(rows, version);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
  process.exitCode = rows.every((row) => row.met) ? 0 : 1;
}

async function measure(rows: Row[], name: string, work: () => Promise<Row[]>): Promise<void> {
  const beganMs = Date.now();
  say(`${name} ...`);
  try {
    rows.push(...(await work()));
  } catch (error) {
    rows.push(notMeasured(name, (error as Error).message));
  }
  say(`  ${Math.round((Date.now() - beganMs) / 1000)} s`);
}

async function fuzz(urls: DatabaseUrls, dataDir: string, bodies: number): Promise<Row[]> {
  const variables = { DATABASE_URL: urls.app, SEALTRAIL_DATA_DIR: dataDir, SEALTRAIL_URL: "http://audit.test" };
  const runtime = await openRuntime(readEnvironment(variables));
  const tenant = await makeTenant().finally(() => runtime.close());
  const web = await makeWebProcess(variables);
  await web.start();
  try {
    const result = await fuzzBodies(web.url, tenant.ingest, bodies, SEED);
    for (const failure of result.failed) say(`  ${failure}`);
    const stored = await withClient(urls.superuser, async (client) => {
      const text = "SELECT count(*)::int AS n FROM event WHERE tenant_id = $1 AND origin IS DISTINCT FROM 'sealtrail'";
      return (await client.query<{ n: number }>(text, [tenant.id])).rows[0]!.n;
    });
    return fuzzRows(result, stored, bodies);
  } finally {
    await web.stop();
  }
}

async function isolate(urls: DatabaseUrls, dataDir: string, queries: number): Promise<Row[]> {
  // Calls are aborted here by the thousand, and each would be a line of the log.
  log.level = "silent";
  const onProgress = (done: number) => say(`  ${done} of ${queries} queries`);
  const result = await runIsolationLoad(urls, { dataDir, queries, seed: SEED, onProgress });
  for (const fault of result.faults) say(`  ${fault}`);
  return isolationRows(result, queries);
}

async function serverVersion(urls: DatabaseUrls): Promise<string> {
  return withClient(
    urls.superuser,
    async (client) => (await client.query("SHOW server_version")).rows[0].server_version,
  );
}

function writeResult(rows: Row[], postgres: string): void {
  const memory_gib = Math.round(totalmem() / 2 ** 30);
  const machine = { cores: availableParallelism(), memory_gib, node: process.version, postgres };
  mkdirSync(RESULTS, { recursive: true });
  const result = { name: "soak", at: new Date().toISOString(), machine, rows };
  writeFileSync(join(RESULTS, "soak.json"), `${JSON.stringify(result, null, 2)}\n`);
}

main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
