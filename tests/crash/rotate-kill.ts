import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { readEnvironment } from "#server/env.ts";
import { createKey } from "#server/keys/index.ts";
import { deriveSigningKeys, loadMasterKey } from "#server/ledger/index.ts";
import { openRuntime } from "#server/open-runtime.ts";
import { type DatabaseUrls, withClient } from "../database-server.ts";
import { ledgerFaults } from "../ledger-check.ts";
import { randomOf } from "../random.ts";
import { noteSecret } from "../secrets/register.ts";
import { inDays, keyIdOf, type TestTenant } from "../tenant.ts";
import { setUpTenant, variablesFor } from "./kill.ts";
import { rowFaults } from "./rotate-verdict.ts";
import { makeWebProcess, type WebProcess } from "./web-process.ts";

export interface RotateKillOptions {
  dataDir: string;
  kills: number;
  seed: number;
  entry?: string;
  onKill?(done: number): void;
}

/** A key with every secret that was ever given out for it. */
export interface RotatedKey {
  id: string;
  kind: "ingest" | "provisioning" | "management";
  tokens: string[];
  /** Rotations without an answer: each took effect, or not at all. */
  unanswered: number;
}

export interface RotateKillResult {
  kills: number;
  /** Rotations that were acknowledged, and those that the kills left without an answer. */
  acknowledged: number;
  unanswered: number;
  /** Of those, how many took effect. */
  unansweredInEffect: number;
  /** Requests with a secret that has to work. */
  checks: number;
  ledgerEvents: number;
  faults: string[];
}

const KINDS = ["provisioning", "provisioning", "provisioning", "ingest", "ingest", "management"] as const;
const LOOPS = 8;
const AT_ONCE = 16;
/** A kill comes behind at most so many rotations of its process, and at most so long after the last of them. */
const ROTATIONS_MAX = 30;
const KILL_MS_MAX = 20;
const ROTATIONS_MS_MAX = 30_000;
const ANSWER_MS_MAX = 20_000;
const GRACE_HOURS = 1;
const FAULTS_KEPT = 50;
/** How often the whole ledger is verified; at the end in any case. */
const LEDGER_EVERY = 10;

interface Run {
  urls: DatabaseUrls;
  web: WebProcess;
  tenant: TestTenant;
  keys: RotatedKey[];
  random: () => number;
  result: RotateKillResult;
}

/** A web process that rotates keys as fast as it can is killed at random moments; after each start everything that was promised is looked at. */
export async function killWhileRotating(urls: DatabaseUrls, options: RotateKillOptions): Promise<RotateKillResult> {
  const { dataDir, kills, seed } = options;
  const tenant = await setUpTenant(urls, dataDir);
  const keys = await makeKeys(urls, dataDir, tenant);
  const web = await makeWebProcess(variablesFor(urls, dataDir), options.entry);
  const counts = { kills: 0, acknowledged: 0, unanswered: 0, unansweredInEffect: 0, checks: 0, ledgerEvents: 0 };
  const run: Run = { urls, web, tenant, keys, random: randomOf(seed), result: { ...counts, faults: [] } };
  const { vkeyOf } = deriveSigningKeys(loadMasterKey(join(dataDir, "master.key"), false));
  const ledger = () => ledgerFaults(urls, tenant.id, vkeyOf(tenant.origin));
  try {
    await web.start();
    while (run.result.kills < kills) {
      await rotateAndKill(run);
      run.result.kills++;
      options.onKill?.(run.result.kills);
      await web.start();
      await lookAtAll(run);
      if (run.result.kills % LEDGER_EVERY === 0 || run.result.kills === kills) note(run, await ledger());
    }
    return run.result;
  } finally {
    await web.kill();
  }
}

async function makeKeys(urls: DatabaseUrls, dataDir: string, tenant: TestTenant): Promise<RotatedKey[]> {
  const runtime = await openRuntime(readEnvironment(variablesFor(urls, dataDir)));
  try {
    const keys: RotatedKey[] = [];
    for (const kind of KINDS) {
      const { id, token } = await createKey(tenant.context, {
        kind,
        name: `Rotated ${kind}`,
        purpose: "Tests",
        requestsPerMinute: 1_000_000,
        ...(kind === "ingest" ? {} : { expiresAt: inDays(30) }),
      });
      noteSecret(token);
      keys.push({ id, kind, tokens: [token], unanswered: 0 });
    }
    return keys;
  } finally {
    await runtime.close();
  }
}

/** Rotates all keys in concurrent loops and kills the process in the middle. */
async function rotateAndKill(run: Run): Promise<void> {
  const { web, keys, random, result } = run;
  const wanted = result.acknowledged + 1 + Math.floor(random() * ROTATIONS_MAX);
  let isKilled = false;
  const loop = async () => {
    while (!isKilled) await rotate(run, keys[Math.floor(random() * keys.length)]!, () => isKilled);
  };
  const loops = Promise.all(Array.from({ length: LOOPS }, loop));
  for (const endMs = Date.now() + ROTATIONS_MS_MAX; result.acknowledged < wanted && Date.now() < endMs; )
    await sleep(1);
  const isSlow = result.acknowledged < wanted;
  await sleep(random() * KILL_MS_MAX);
  const killing = web.kill();
  isKilled = true;
  await killing;
  await loops;
  if (isSlow) throw new Error(`rotations were not answered in time: ${result.faults[0]}`);
}

async function rotate({ web, tenant, result, ...run }: Run, key: RotatedKey, isKilled: () => boolean): Promise<void> {
  // A management key rotates itself, each time with another of its secrets; the others are rotated for it.
  const own = key.tokens[Math.floor(run.random() * key.tokens.length)]!;
  const token = key.kind === "management" ? own : tenant.management;
  try {
    const answer = await fetch(`${web.url}/api/v1/keys/${key.id}/rotate`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
      body: JSON.stringify({ grace_hours: GRACE_HOURS }),
      signal: AbortSignal.timeout(ANSWER_MS_MAX),
    });
    const text = await answer.text();
    if (answer.status !== 200) {
      note({ result }, [`a rotation was answered ${answer.status}: ${text}`]);
      return;
    }
    const made = (JSON.parse(text) as { token: string }).token;
    noteSecret(made);
    key.tokens.push(made);
    result.acknowledged++;
  } catch (error) {
    key.unanswered++;
    result.unanswered++;
    if (!isKilled()) note({ result }, [`a rotation was not answered before the kill: ${(error as Error).message}`]);
  }
}

/** Every secret that was given out works, and the rows and the trail agree with each other and with what was answered. */
async function lookAtAll(run: Run): Promise<void> {
  const { keys, result, urls, tenant } = run;
  // Each process that was killed took a twentieth of an ingest key's minute with it.
  await withClient(urls.superuser, (client) => client.query("UPDATE key_meter SET requests = 0, previous = 0"));
  const all = keys.flatMap((key) => key.tokens.map((token) => ({ key, token })));
  let next = 0;
  const working = new Map<string, number>();
  const check = async () => {
    while (next < all.length) {
      const { key, token } = all[next++]!;
      const status = await use(run, key, token);
      result.checks++;
      if (status === 200 || status === 201) working.set(key.id, (working.get(key.id) ?? 0) + 1);
      else note(run, [`kill ${result.kills}: secret ${key.tokens.indexOf(token)} of ${key.id} was answered ${status}`]);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, check));
  for (const key of keys)
    if (!working.has(key.id)) note(run, [`kill ${result.kills}: no known secret of ${key.id} works`]);
  const seen = await rowFaults(urls, tenant.id, keys);
  result.unansweredInEffect = seen.inEffect - result.acknowledged;
  result.ledgerEvents = seen.ledgerEvents;
  note(run, seen.faults);
}

async function use({ web }: Run, key: RotatedKey, token: string): Promise<number> {
  const headers = { "content-type": "application/json", authorization: `Bearer ${token}` };
  const signal = AbortSignal.timeout(ANSWER_MS_MAX);
  const event = { occurred_at: new Date().toISOString(), action: "crash.tested", actor: { type: "system", id: "t" } };
  const answer =
    key.kind === "ingest"
      ? await fetch(`${web.url}/api/v1/events`, { method: "POST", headers, signal, body: JSON.stringify(event) })
      : await fetch(`${web.url}/api/v1/${key.kind === "management" ? "roles" : "events?limit=1"}`, { headers, signal });
  await answer.arrayBuffer();
  if (keyIdOf(token) !== key.id) throw new Error("a rotation gave a token of another key");
  return answer.status;
}

function note({ result }: Pick<Run, "result">, faults: string[]): void {
  result.faults.push(...faults.slice(0, FAULTS_KEPT - result.faults.length));
}
