import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { readEnvironment } from "#server/env.ts";
import { openRuntime } from "#server/open-runtime.ts";
import { type DatabaseUrls, openEmbedded, type TestDatabase, withClient } from "../database-server.ts";
import { scanDatabase } from "../secrets/places.ts";
import { makeTenant, type TestTenant } from "../tenant.ts";
import { type Load, startLoad } from "./load.ts";
import { type CrashResult, judge } from "./verdict.ts";
import { makeWebProcess, type WebProcess } from "./web-process.ts";

export interface KillOptions {
  /** Master key, marks and, where a server is killed, its cluster. */
  dataDir: string;
  kills: number;
  /** Events acknowledged between two kills, so that each falls into ingest. */
  eventsBetween?: number;
  /** File of the web process; `webEntry()` unless given. */
  entry?: string;
  onKill?(done: number): void;
}

const LOOPS = 8;
const BATCH_EVENTS_MAX = 12;
const PROGRESS_MS_MAX = 90_000;
const SIGNED_MS_MAX = 20_000;

export const variablesFor = (urls: DatabaseUrls, dataDir: string) => ({
  DATABASE_URL: urls.app,
  SEALTRAIL_DATA_DIR: dataDir,
  SEALTRAIL_URL: "http://audit.test",
  SEALTRAIL_DATABASE_CONNECTIONS: "6",
});

export async function setUpTenant(urls: DatabaseUrls, dataDir: string): Promise<TestTenant> {
  const runtime = await openRuntime(readEnvironment(variablesFor(urls, dataDir)));
  try {
    return await makeTenant();
  } finally {
    await runtime.close();
  }
}

/** Waits until the newest checkpoint covers the ledger: the web processes sign what is left, unless nobody woke them. */
async function awaitSigned(urls: DatabaseUrls, tenantId: string): Promise<void> {
  for (const deadline = Date.now() + SIGNED_MS_MAX; Date.now() < deadline; await sleep(100)) {
    const signed = await withClient(urls.superuser, async (client) => {
      const { rows } = await client.query(
        "SELECT size = (SELECT max(size) FROM checkpoint WHERE tenant_id = $1) AS done FROM ledger WHERE tenant_id = $1",
        [tenantId],
      );
      return rows[0].done;
    });
    if (signed) return;
  }
  throw new Error("no checkpoint covers the ledger after the crashes");
}

/** Two web processes on one tenant, killed in turn under load. */
export async function killWebProcesses(urls: DatabaseUrls, options: KillOptions): Promise<CrashResult> {
  const { dataDir, kills, eventsBetween = 150 } = options;
  const tenant = await setUpTenant(urls, dataDir);
  const variables = variablesFor(urls, dataDir);
  const web = [await makeWebProcess(variables, options.entry), await makeWebProcess(variables, options.entry)];
  let load: Load | undefined;
  try {
    await Promise.all(web.map((one) => one.start()));
    load = startLoad(
      web.map((one) => one.url),
      tenant.ingest,
      LOOPS,
      BATCH_EVENTS_MAX,
    );
    await load.progress(eventsBetween, PROGRESS_MS_MAX);
    for (let kill = 0; kill < kills; kill++) {
      const victim = web[kill % 2]!;
      await victim.kill();
      options.onKill?.(kill + 1);
      await load.progress(eventsBetween / 2, PROGRESS_MS_MAX);
      await victim.start();
      await load.progress(eventsBetween / 2, PROGRESS_MS_MAX);
    }
    const sent = await load.finish();
    await awaitSigned(urls, tenant.id);
    return await judge({ urls, dataDir, tenantId: tenant.id, origin: tenant.origin }, sent, kills);
  } finally {
    await endAll(web, load);
  }
}

/** A PostgreSQL of its own: the postmaster, or a backend, is killed in turn under load and started again. */
export async function killDatabase(options: KillOptions): Promise<CrashResult> {
  const { dataDir, kills, eventsBetween = 150 } = options;
  let database: TestDatabase = await openEmbedded(dataDir);
  const { urls } = database;
  let load: Load | undefined;
  const web: WebProcess[] = [];
  try {
    const tenant = await setUpTenant(urls, dataDir);
    for (let i = 0; i < 2; i++) web.push(await makeWebProcess(variablesFor(urls, dataDir), options.entry));
    await Promise.all(web.map((one) => one.start()));
    load = startLoad(
      web.map((one) => one.url),
      tenant.ingest,
      LOOPS,
      BATCH_EVENTS_MAX,
    );
    for (let kill = 0; kill < kills; kill++) {
      await load.progress(eventsBetween, PROGRESS_MS_MAX);
      if (kill % 2 === 0) database = await killPostmaster(database, dataDir);
      else await killBackend(urls);
      options.onKill?.(kill + 1);
    }
    await load.progress(eventsBetween, PROGRESS_MS_MAX);
    const sent = await load.finish();
    await awaitSigned(urls, tenant.id);
    const result = await judge({ urls, dataDir, tenantId: tenant.id, origin: tenant.origin }, sent, kills);
    await scanDatabase("test databases", urls.superuser);
    return result;
  } finally {
    await endAll(web, load);
    await database.close();
  }
}

async function killPostmaster(database: TestDatabase, dataDir: string): Promise<TestDatabase> {
  const [pid] = readFileSync(join(dataDir, "postgres/postmaster.pid"), "utf8").split("\n");
  process.kill(Number(pid), "SIGKILL");
  await sleep(100);
  await database.close();
  const again = await openEmbedded(dataDir);
  if (again.urls.app !== database.urls.app) throw new Error("the database came back under another address");
  return again;
}

/** One backend that dies makes the postmaster end all of them and recover. */
async function killBackend(urls: DatabaseUrls): Promise<void> {
  await withClient(urls.superuser, async (client) => {
    const { rows } = await client.query(
      "SELECT pid FROM pg_stat_activity WHERE usename = 'sealtrail_app' ORDER BY state = 'active' DESC, state_change DESC LIMIT 1",
    );
    process.kill(rows[0].pid, "SIGKILL");
    await sleep(200);
  });
}

async function endAll(web: WebProcess[], load: Load | undefined): Promise<void> {
  const finishing = load?.finish();
  await Promise.race([finishing, sleep(1_000)]);
  await Promise.all(web.map((one) => one.kill()));
}
