import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { readEnvironment } from "#server/env.ts";
import { createExport, EXPORT_FORMATS, type ExportFormat, getExport, runExport } from "#server/exports/index.ts";
import { openRuntime } from "#server/open-runtime.ts";
import { contextOf, membershipOf } from "#server/people/index.ts";
import { accountOf, again } from "../account.ts";
import { variablesFor } from "../crash/kill.ts";
import { type DatabaseUrls, withClient } from "../database-server.ts";
import { randomOf } from "../random.ts";
import { makePerson, makeTenant, newEvent, sendEvents } from "../tenant.ts";

export interface KilledExports {
  kills: number;
  /** Kills that fell into an export that had been begun and was not done. */
  telling: number;
  /** Exports that went on where their killed worker had come to. */
  resumed: number;
  files: number;
  faults: string[];
}

const WORKER = join(import.meta.dirname, "../../processes/worker.ts");
const EVENTS = 12_000;
const BATCH = 500;
const DONE_MS_MAX = 120_000;
const KILLED_WITHIN_MS = 900;

/**
 * Kills workers with kill -9 at random moments of exports of every format, until each is finished by another; compares each file with one
 * that was made without any. `kills`: over all formats.
 */
export async function killExports(
  urls: DatabaseUrls,
  { dataDir, kills, seed }: { dataDir: string; kills: number; seed: number },
): Promise<KilledExports> {
  const variables = variablesFor(urls, dataDir);
  const runtime = await openRuntime(readEnvironment(variables));
  const result: KilledExports = { kills: 0, telling: 0, resumed: 0, files: 0, faults: [] };
  const random = randomOf(seed);
  try {
    const tenant = await makeTenant();
    const { session, origin } = await again(await accountOf(await makePerson([tenant], "owner")));
    const owner = contextOf(session, membershipOf(session, tenant.slug), origin);
    for (let at = 0; at < EVENTS; at += BATCH)
      await sendEvents(
        tenant.ingest,
        Array.from({ length: BATCH }, (_, i) => newEvent({ description: `Row ${at + i} ${"x".repeat(400)}` })),
        { waitForCheckpoint: at + BATCH === EVENTS },
      );
    for (let round = 0; result.kills < kills; round++) {
      const format: ExportFormat = EXPORT_FORMATS[round % EXPORT_FORMATS.length]!;
      const { id } = await createExport(owner, { format, reads: "hide" });
      await killUntilDone(
        urls,
        variables,
        { tenantId: tenant.id, id },
        random,
        Math.min(3, kills - result.kills),
        result,
      );
      const killed = await getExport(owner, id);
      // Once more from the beginning, by this process and undisturbed.
      await withClient(urls.superuser, (client) =>
        client.query("UPDATE export SET state = 'queued', position = NULL WHERE id = $1", [id]),
      );
      await runExport(tenant.id, id, () => false);
      const whole = await getExport(owner, id);
      result.files++;
      if (whole.state !== "done" || killed.sha256 !== whole.sha256 || killed.bytes !== whole.bytes)
        result.faults.push(
          `seed ${seed}, ${format}: ${killed.state} ${killed.bytes} bytes ${killed.sha256} against ${whole.state} ${whole.bytes} bytes ${whole.sha256}`,
        );
    }
  } finally {
    await runtime.close();
  }
  return result;
}

async function killUntilDone(
  urls: DatabaseUrls,
  variables: Record<string, string>,
  { tenantId, id }: { tenantId: string; id: string },
  random: () => number,
  kills: number,
  result: KilledExports,
): Promise<void> {
  const stateOf = () =>
    withClient(urls.superuser, async (client) => {
      const { rows } = await client.query<{ state: string; position: { rows: number } | null; attempts: number }>(
        "SELECT state, position, attempts FROM export WHERE tenant_id = $1 AND id = $2",
        [tenantId, id],
      );
      return rows[0]!;
    });
  for (let kill = 0; kill < kills; kill++) {
    const worker = await startWorker(variables);
    for (const untilMs = Date.now() + DONE_MS_MAX; (await stateOf()).state === "queued"; await sleep(5))
      if (Date.now() > untilMs) throw new Error("no worker began the export");
    await sleep(random() * KILLED_WITHIN_MS);
    await kill9(worker);
    result.kills++;
    const { state, position } = await stateOf();
    if (state === "running") result.telling++;
    if (state === "running" && position) result.resumed++;
    // The time that another worker would wait for a sign of life.
    await withClient(urls.superuser, (client) =>
      client.query("UPDATE export SET lease_until = now() - interval '1 second' WHERE id = $1 AND state = 'running'", [
        id,
      ]),
    );
  }
  const last = await startWorker(variables);
  try {
    for (const untilMs = Date.now() + DONE_MS_MAX; ; await sleep(50)) {
      const { state } = await stateOf();
      if (state === "done") return;
      if (state === "failed" || Date.now() > untilMs) throw new Error(`the export is ${state} and not done`);
    }
  } finally {
    await kill9(last);
  }
}

async function startWorker(variables: Record<string, string>): Promise<ChildProcess> {
  const worker = fork(WORKER, { env: { ...process.env, ...variables }, stdio: ["ignore", "ignore", "inherit", "ipc"] });
  await once(worker, "message");
  return worker;
}

async function kill9(worker: ChildProcess): Promise<void> {
  const gone = once(worker, "exit");
  worker.kill("SIGKILL");
  await gone;
}
