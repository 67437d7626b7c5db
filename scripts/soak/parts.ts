import { join } from "node:path";
import { readEnvironment } from "#server/env.ts";
import { log } from "#server/log.ts";
import { openRuntime } from "#server/open-runtime.ts";
import { verifyPage } from "../../packages/verify-page/index.ts";
import { judgeAlterations } from "../../tests/bundle-alterations/run.ts";
import { fuzzBodies } from "../../tests/crash/fuzz.ts";
import { killDatabase, killWebProcesses } from "../../tests/crash/kill.ts";
import { killWhileRotating } from "../../tests/crash/rotate-kill.ts";
import { makeWebProcess } from "../../tests/crash/web-process.ts";
import { type DatabaseUrls, withClient } from "../../tests/database-server.ts";
import { killDetection } from "../../tests/detection/kill-worker.ts";
import { compareExports } from "../../tests/exports/agreement.ts";
import { killExports } from "../../tests/exports/kill-worker.ts";
import { runForeignRequests } from "../../tests/foreign-requests/run.ts";
import { runIsolationLoad } from "../../tests/isolation-load/load.ts";
import { makeTenant } from "../../tests/tenant.ts";
import {
  alterationRows,
  crashRows,
  detectionKillRows,
  exportAgreementRows,
  exportKillRows,
  foreignRows,
  fuzzRows,
  isolationRows,
  type Row,
  rotationRows,
} from "./measures.ts";

/** What a part needs: a database that the parts share, its directory, and how often to repeat. */
export interface Soaking {
  urls: DatabaseUrls;
  directory: string;
  count: number;
}

/** One of the long repetitions. */
export interface Part {
  /** At full length. */
  count: number;
  /** What the rows of its result begin with. */
  rows: RegExp;
  run(soaking: Soaking): Promise<Row[]>;
}

const SEED = 20_261_120;
const FOREIGN_MS_MAX = 5_400_000;
export const say = (text: string) => process.stdout.write(`${text}\n`);

const crashPart = (name: string, kill: (soaking: Soaking) => ReturnType<typeof killWebProcesses>): Part => ({
  count: 20,
  rows: new RegExp(`^${name}\\b`),
  run: async (soaking) => crashRows(name, await kill(soaking), soaking.count),
});

const onKillOf = (what: string, count: number) => (done: number) => say(`  ${what} killed ${done} of ${count} times`);

/** Every part by its name, in their order. */
export const PARTS: Record<string, Part> = {
  "web-kills": crashPart("kill -9 of a web process", ({ urls, directory, count }) =>
    killWebProcesses(urls, {
      dataDir: join(directory, "shared"),
      kills: count,
      onKill: onKillOf("web process", count),
    }),
  ),
  "malformed-bodies": { count: 10_000, rows: /^malformed bodies/, run: fuzz },
  isolation: { count: 200_000, rows: /^isolation|^\d+ clients over /, run: isolate },
  "foreign-requests": {
    count: 100_000,
    rows: /^foreign-requests|^requests that name another tenant's things/,
    run: foreign,
  },
  "bundle-alterations": {
    count: 5_000,
    rows: /^bundle-alterations|^altered evidence bundles/,
    run: alterations,
  },
  "export-agreement": { count: 1_000, rows: /^exports of generated queries/, run: exportsAgree },
  "export-kills": {
    count: 180,
    rows: /^kill -9 of workers in the middle of exports/,
    run: async ({ urls, directory, count }) =>
      exportKillRows(await killExports(urls, { dataDir: join(directory, "shared"), kills: count, seed: SEED }), count),
  },
  "detection-kills": {
    count: 50,
    rows: /^kill -9 of workers that look at events/,
    run: async ({ urls, directory, count }) =>
      detectionKillRows(
        await killDetection(urls, {
          dataDir: join(directory, "shared"),
          kills: count,
          seed: SEED,
          onKill: onKillOf("worker", count),
        }),
        count,
      ),
  },
  rotations: { count: 50, rows: /^rotations|^kill -9 in the middle of rotations/, run: rotations },
  "database-kills": crashPart("kill -9 of the database", ({ directory, count }) =>
    killDatabase({ dataDir: join(directory, "killed"), kills: count, onKill: onKillOf("database", count) }),
  ),
};

async function exportsAgree({ urls, directory, count }: Soaking): Promise<Row[]> {
  const dataDir = join(directory, "shared");
  const variables = { DATABASE_URL: urls.app, SEALTRAIL_DATA_DIR: dataDir, SEALTRAIL_URL: "http://audit.test" };
  const runtime = await openRuntime(readEnvironment(variables));
  try {
    return exportAgreementRows(await compareExports(count, SEED), count);
  } finally {
    await runtime.close();
  }
}

async function fuzz({ urls, directory, count }: Soaking): Promise<Row[]> {
  const dataDir = join(directory, "shared");
  const variables = { DATABASE_URL: urls.app, SEALTRAIL_DATA_DIR: dataDir, SEALTRAIL_URL: "http://audit.test" };
  const runtime = await openRuntime(readEnvironment(variables));
  const tenant = await makeTenant().finally(() => runtime.close());
  const web = await makeWebProcess(variables);
  await web.start();
  try {
    const result = await fuzzBodies(web.url, tenant.ingest, count, SEED);
    for (const failure of result.failed) say(`  ${failure}`);
    const stored = await withClient(urls.superuser, async (client) => {
      const text = "SELECT count(*)::int AS n FROM event WHERE tenant_id = $1 AND origin IS DISTINCT FROM 'sealtrail'";
      return (await client.query<{ n: number }>(text, [tenant.id])).rows[0]!.n;
    });
    return fuzzRows(result, stored, count);
  } finally {
    await web.stop();
  }
}

async function isolate({ urls, directory, count }: Soaking): Promise<Row[]> {
  // Calls are aborted here by the thousand, and each would be a line of the log.
  log.level = "silent";
  const onProgress = (done: number) => say(`  ${done} of ${count} queries`);
  const dataDir = join(directory, "shared");
  const result = await runIsolationLoad(urls, { dataDir, queries: count, seed: SEED, onProgress });
  for (const fault of result.faults) say(`  ${fault}`);
  return isolationRows(result, count);
}

async function foreign({ urls, directory, count }: Soaking): Promise<Row[]> {
  const onProgress = (done: number) => say(`  ${done} of ${count} requests`);
  const dataDir = join(directory, "shared");
  const options = { dataDir, requests: count, seed: SEED, msMax: FOREIGN_MS_MAX, onProgress };
  const result = await runForeignRequests(urls, options);
  for (const fault of result.faults) say(`  ${fault}`);
  say(`  by status ${JSON.stringify(result.statuses)}`);
  say(`  by slot ${JSON.stringify(result.slots)}`);
  return foreignRows(result, count);
}

async function rotations({ urls, directory, count }: Soaking): Promise<Row[]> {
  const options = { dataDir: join(directory, "shared"), kills: count, seed: SEED };
  const result = await killWhileRotating(urls, { ...options, onKill: onKillOf("web process", count) });
  for (const fault of result.faults) say(`  ${fault}`);
  return rotationRows(result, count);
}

async function alterations({ count }: Soaking): Promise<Row[]> {
  const onProgress = (done: number) => done % 1_000 === 0 && say(`  ${done} of ${count} bundles`);
  const result = await judgeAlterations(count, SEED, await verifyPage(), onProgress);
  for (const fault of result.faults) say(`  ${fault}`);
  return alterationRows(result, count);
}
