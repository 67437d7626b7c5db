import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { demoYear } from "#server/demo/index.ts";
import { createRule, type RuleInput } from "#server/detection/index.ts";
import { readEnvironment } from "#server/env.ts";
import type { EventInput } from "#server/event-format/index.ts";
import { openRuntime } from "#server/open-runtime.ts";
import { variablesFor } from "../crash/kill.ts";
import { type DatabaseUrls, withClient } from "../database-server.ts";
import { randomOf } from "../random.ts";
import { makeTenant, sendEvents, type TestTenant } from "../tenant.ts";
import { compareWithOnePass } from "./one-pass.ts";

export interface KilledDetection {
  kills: number;
  /** Kills while events waited to be looked at. */
  telling: number;
  events: number;
  alerts: number;
  faults: string[];
}

const WORKER = join(import.meta.dirname, "../../processes/worker.ts");
const BATCH = 250;
const KILLED_WITHIN_MS = 1_200;
const CAUGHT_UP_MS_MAX = 180_000;
const EVENTS_A_KILL = 1_500;
const LATE_EVERY = 37;
const HOUR_MS = 3_600_000;

const RULES: RuleInput[] = [
  {
    name: "Many failures",
    isOn: true,
    severity: "medium",
    definition: { kind: "threshold", query: "outcome:failure", count: 3, windowS: 3_600, groupBy: ["actor.id"] },
    dedupMinutes: 30,
  },
  {
    name: "Many targets",
    isOn: true,
    severity: "low",
    definition: {
      kind: "distinct",
      query: "crud:r",
      field: "target.id",
      count: 6,
      windowS: 1_800,
      groupBy: ["actor.id"],
    },
    dedupMinutes: 120,
    suppression: { alertsPerDay: 5 },
  },
  {
    name: "Failure, then success",
    isOn: true,
    severity: "low",
    definition: {
      kind: "sequence",
      steps: [
        { query: "category:authentication outcome:failure" },
        { query: "category:authentication outcome:success" },
      ],
      windowS: 3_600,
      groupBy: ["actor.id"],
    },
  },
];

/**
 * Sends the last weeks of a demo year while workers that look at them are killed with kill -9 at random moments, then lets one come to the end;
 * compares alerts and state with one undisturbed pass over the same ledger.
 */
export async function killDetection(
  urls: DatabaseUrls,
  { dataDir, kills, seed, onKill }: { dataDir: string; kills: number; seed: number; onKill?: (done: number) => void },
): Promise<KilledDetection> {
  const variables = variablesFor(urls, dataDir);
  const runtime = await openRuntime(readEnvironment(variables));
  const result: KilledDetection = { kills: 0, telling: 0, events: 0, alerts: 0, faults: [] };
  const random = randomOf(seed);
  try {
    const tenant = await makeTenant();
    for (const rule of RULES) await createRule(tenant.context, rule);
    const events = lastEvents(seed, kills * EVENTS_A_KILL);
    const sending = send(tenant, events);
    while (result.kills < kills) {
      const worker = await startWorker(variables);
      await sleep(random() * KILLED_WITHIN_MS);
      await kill9(worker);
      result.kills++;
      onKill?.(result.kills);
      if ((await behind(urls, tenant.id)) > 0) result.telling++;
      // The time that another worker would wait for a sign of life.
      await withClient(urls.superuser, (client) =>
        client.query("UPDATE detection_cursor SET held_until = now() - interval '1 second' WHERE tenant_id = $1", [
          tenant.id,
        ]),
      );
    }
    result.events = await sending;
    const last = await startWorker(variables);
    try {
      for (const untilMs = Date.now() + CAUGHT_UP_MS_MAX; (await behind(urls, tenant.id)) > 0; await sleep(100))
        if (Date.now() > untilMs) throw new Error("detection did not come to the end");
    } finally {
      await kill9(last);
    }
    const { alerts, faults } = await compareWithOnePass(tenant.id);
    result.alerts = alerts;
    result.faults.push(...faults.map((fault) => `seed ${seed}: ${fault}`));
  } finally {
    await runtime.close();
  }
  return result;
}

/** Events of a demo year; they happen when they are sent, but for some that come an hour late. */
const lastEvents = (seed: number, count: number): EventInput[] =>
  [...demoYear({ tenant: "globex", seed, until: new Date() })].slice(-count).map(({ event }) => event);

async function send(tenant: TestTenant, events: readonly EventInput[]): Promise<number> {
  for (let at = 0; at < events.length; at += BATCH) {
    const nowMs = Date.now();
    const occurred = (i: number) => new Date(i % LATE_EVERY === 0 ? nowMs - HOUR_MS : nowMs - BATCH + i).toISOString();
    const batch = events.slice(at, at + BATCH).map((event, i) => ({ ...event, occurred_at: occurred(i) }));
    await sendEvents(tenant.ingest, batch);
    await sleep(20);
  }
  return events.length;
}

const behind = (urls: DatabaseUrls, tenantId: string) =>
  withClient(urls.superuser, async (client) => {
    const { rows } = await client.query<{ behind: string }>(
      `SELECT l.size - COALESCE(c.next_seq, 0) AS behind FROM ledger l LEFT JOIN detection_cursor c USING (tenant_id) WHERE l.tenant_id = $1`,
      [tenantId],
    );
    return Number(rows[0]!.behind);
  });

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
