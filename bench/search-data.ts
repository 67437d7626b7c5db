import { existsSync, mkdirSync, readFileSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { systemContext } from "#server/access/index.ts";
import { createKey } from "#server/keys/index.ts";
import type { FillOrder } from "./search-fill-thread.ts";
import { type BenchTenant, ledgerSize, makeTenant, openStand, type Stand, say } from "./stand.ts";

/** A stand with the events of 20 tenants over 13 months; the first tenant has half of them. */
export interface SearchSet {
  stand: Stand;
  events: number;
  /** All of the loaded events occurred from here on ... */
  from: Date;
  /** ... and before this. */
  until: Date;
  largest: BenchTenant;
  tenantIds: string[];
  /** How long the loading took when it was done. */
  fillSeconds: number;
}

interface Loaded {
  fromMs: number;
  untilMs: number;
  fillSeconds: number;
}

const TENANTS = 20;
const SPAN_MS = 396 * 86_400_000;
const KEY_LIFE_MS = 30 * 86_400_000;
const ROUND_EVENTS = 5_000;
const BYTES_PER_EVENT = 3_200;
const TELL_EVERY_MS = 15_000;

export const shortCount = (events: number) => (events >= 1e6 ? `${events / 1e6}m` : `${events / 1e3}k`);

/** The largest has half; the others share the rest as 1, 1/2, 1/3, ... */
function tenantSizes(events: number): number[] {
  const weights = Array.from({ length: TENANTS - 1 }, (_, i) => 1 / (i + 1));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const others = weights.map((weight) => Math.floor((events / 2) * (weight / sum)));
  return [events - others.reduce((total, one) => total + one, 0), ...others];
}

/** The set of so many events in `<root>/search<count>`, filled when it is not there yet. */
export async function openSearchSet(root: string, events: number): Promise<SearchSet> {
  const dir = join(root, `search${shortCount(events)}`);
  mkdirSync(dir, { recursive: true });
  const stand = await openStand(dir);
  try {
    const file = join(stand.dataDir, "search-set.json");
    const known = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Loaded) : undefined;
    const untilMs = known?.untilMs ?? Date.now();
    const fromMs = known?.fromMs ?? untilMs - SPAN_MS;
    const clock = { now: () => new Date(fromMs) };
    const tenants = await stand.withRuntime(async () => {
      const made: BenchTenant[] = [];
      for (let i = 0; i < TENANTS; i++)
        made.push(await makeTenant(stand, `search-${String(i + 1).padStart(2, "0")}`, clock));
      return made;
    }, clock);
    const loaded = known ?? { fromMs, untilMs, fillSeconds: await fill(stand, tenants, { events, fromMs, untilMs }) };
    if (!known) writeFileSync(file, JSON.stringify(loaded));
    const largest = { ...tenants[0]!, provisioning: await freshKey(stand, tenants[0]!.id) };
    return {
      stand,
      events,
      from: new Date(loaded.fromMs),
      until: new Date(loaded.untilMs),
      largest,
      tenantIds: tenants.map(({ id }) => id),
      fillSeconds: loaded.fillSeconds,
    };
  } catch (error) {
    await stand.close();
    throw error;
  }
}

/** The keys of the tenants seem unused for a year: the worker suspends them. */
function freshKey(stand: Stand, tenantId: string): Promise<string> {
  const facts = { kind: "provisioning", name: "Search", purpose: "Benchmarks", requestsPerMinute: 1_000_000 } as const;
  return stand.withRuntime(async () => {
    const setup = systemContext(tenantId, "setup", ["keys.create"]);
    const { token } = await createKey(setup, { ...facts, expiresAt: new Date(Date.now() + KEY_LIFE_MS) });
    return token;
  });
}

/** Through the real committer in two threads: one for the largest tenant, one for the others, which are as many events. Gives seconds. */
async function fill(
  stand: Stand,
  tenants: readonly BenchTenant[],
  { events, fromMs, untilMs }: { events: number; fromMs: number; untilMs: number },
): Promise<number> {
  const { bavail, bsize } = statfsSync(stand.dataDir);
  if (bavail * bsize < events * BYTES_PER_EVENT)
    throw new Error(
      `${events} events need ${Math.round((events * BYTES_PER_EVENT) / 1e9)} GB free in ${stand.dataDir}`,
    );
  const sizes = tenantSizes(events);
  if ((await ledgerSize(stand, tenants[0]!.id)) > sizes[0]! / 2)
    throw new Error(`an earlier loading was interrupted: delete ${stand.dataDir} and start again`);
  const orders = tenants.map(({ id, ingestKeyId }, i) => ({
    id,
    ingestKeyId,
    events: sizes[i]!,
    seed: 1_000 + 10 * i,
  }));
  const rounds = Math.max(1, Math.round(events / ROUND_EVENTS));
  const common = { variables: stand.variables, fromMs, untilMs, rounds };
  const beganMs = performance.now();
  let done = 0;
  let toldMs = beganMs;
  const tell = (count: number) => {
    done += count;
    if (performance.now() - toldMs < TELL_EVERY_MS) return;
    toldMs = performance.now();
    const perSecond = Math.round((done / (toldMs - beganMs)) * 1_000);
    say(
      `${done.toLocaleString("en")} of ${events.toLocaleString("en")} events, ${perSecond.toLocaleString("en")} a second`,
    );
  };
  const threads = [
    { ...common, tenants: orders.slice(0, 1) },
    { ...common, tenants: orders.slice(1) },
  ];
  await Promise.all(threads.map((order) => runThread(order, tell)));
  const seconds = (performance.now() - beganMs) / 1_000;
  await stand.withSuperuser((client) => client.query("VACUUM (ANALYZE)"));
  say(`${events.toLocaleString("en")} events loaded in ${Math.round(seconds)} s`);
  return Math.round(seconds);
}

function runThread(order: FillOrder, tell: (events: number) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(join(import.meta.dirname, "search-fill-thread.ts"), { workerData: order });
    thread.on("message", tell);
    thread.once("error", reject);
    thread.once("exit", (code) => (code === 0 ? resolve() : reject(new Error(`a loading thread ended (${code})`))));
  });
}

/** `node bench/search-data.ts DIR EVENTS...` only fills. */
if (import.meta.main) {
  const [root = "", ...counts] = process.argv.slice(2);
  for (const count of counts) await (await openSearchSet(root, Number(count))).stand.close();
}
