import { readEnvironment } from "#server/env.ts";
import { openRuntime } from "#server/open-runtime.ts";
import { listenApi } from "../api-listener.ts";
import { type DatabaseUrls, withClient } from "../database-server.ts";
import { afterFaults, sizeOf, stateOf } from "./aftermath.ts";
import { type Answered, type Asker, openAsker } from "./ask.ts";
import { type Operation, operationsOf } from "./operations.ts";
import { type Asked, makePair, type Pair } from "./pair.ts";
import { STEADY, textOf } from "./query.ts";
import { type Answers, differences, failureOf, inWords, leaksIn } from "./verdict.ts";
import { type ForeignWorld, makeForeignWorld } from "./world.ts";

export interface ForeignOptions {
  /** Master key and marks. */
  dataDir: string;
  /** Requests with things of the other tenant to make. Each is made once more with made-up ones. */
  requests: number;
  seed: number;
  /** Index of the first pair, to repeat one. */
  first?: number;
  clients?: number;
  msMax?: number;
  onProgress?(requests: number): void;
  /** Called when the tenants are there. */
  onReady?(world: ForeignWorld): Promise<void>;
  /** Sees every answer before it is judged, and may give another. */
  tamper?(asked: Asked, answer: Answered, world: ForeignWorld): Answered;
}

export interface ForeignResult {
  /** Of those with the other tenant's things. */
  requests: number;
  /** What must not be: at most five of an operation; `faultCount` has all. */
  faults: string[];
  faultCount: number;
  operations: Record<string, number>;
  slots: Record<string, number>;
  callers: Record<string, number>;
  encodings: Record<string, number>;
  statuses: Record<string, number>;
  /** Refusals in the other tenant's own trail, of keys of it that were named. */
  recordedRefusals: number;
}

const FAULTS_KEPT_OF_AN_OPERATION = 5;
const PROGRESS_EVERY = 10_000;
const MS_MAX = 3_600_000;

/** Sends generated requests of one tenant that name things of another, each beside one that names made-up things, and compares. */
export async function runForeignRequests(urls: DatabaseUrls, options: ForeignOptions): Promise<ForeignResult> {
  const runtime = await openRuntime(
    readEnvironment({
      DATABASE_URL: urls.app,
      SEALTRAIL_DATA_DIR: options.dataDir,
      SEALTRAIL_URL: "http://audit.test",
      SEALTRAIL_TRUSTED_PROXIES: "1",
    }),
  );
  const api = await listenApi();
  const asker = openAsker(api.url, options.clients ?? CLIENTS);
  try {
    return await withClient(urls.superuser, async (client) => {
      const world = await makeForeignWorld(client);
      await addCursors(world, asker);
      await options.onReady?.(world);
      const before = { size: await sizeOf(client, world.other), state: await stateOf(client, world.other) };
      const document = await asker.ask({ method: "GET", path: "/api/v1/openapi.json", headers: {} });
      const run = newRun(world, operationsOf(JSON.parse(document.bytes.toString())), asker, options);
      await askAll(run);
      const { faults, refusals } = await afterFaults(client, world, before);
      for (const fault of faults) addFault(run, "afterwards", fault);
      return { ...run.result, recordedRefusals: refusals };
    });
  } finally {
    asker.close();
    await api.close();
    await runtime.close();
  }
}

const CLIENTS = 16;
const CURSORS = 8;
const EVENTS = "/api/v1/events";

/** Cursors of both tenants' lists, from the first pages on. */
async function addCursors({ own, other }: ForeignWorld, asker: Asker): Promise<void> {
  for (const { tokens, known } of [own, other]) {
    const headers = { authorization: `Bearer ${tokens.provisioning}`, "x-forwarded-for": "192.0.2.1" };
    for (let page = 0, cursor = ""; page < CURSORS; page++) {
      const path = `${EVENTS}${textOf(Object.entries(STEADY[EVENTS]!))}${cursor && `&cursor=${cursor}`}`;
      const answer = await asker.ask({ method: "GET", path, headers });
      cursor = JSON.parse(answer.bytes.toString()).next_cursor;
      known.cursor.push(cursor);
    }
  }
}

interface Run {
  world: ForeignWorld;
  operations: Operation[];
  asker: Asker;
  options: ForeignOptions;
  result: ForeignResult;
  /** Pairs of the same operation that have to wait for each other. */
  turns: Map<string, Promise<unknown>>;
  /** Faults by operation. */
  kept: Map<string, number>;
}

function newRun(world: ForeignWorld, operations: Operation[], asker: Asker, options: ForeignOptions): Run {
  const counts = { operations: {}, slots: {}, callers: {}, encodings: {}, statuses: {} };
  const result = { requests: 0, faults: [], faultCount: 0, ...counts, recordedRefusals: 0 };
  return { world, operations, asker, options, result, turns: new Map(), kept: new Map() };
}

async function askAll(run: Run): Promise<void> {
  const { requests, seed, first = 0, clients = CLIENTS, msMax = MS_MAX, onProgress } = run.options;
  const endMs = performance.now() + msMax;
  let next = first;
  const work = async () => {
    while (next < first + requests && performance.now() < endMs) {
      const pair = makePair(run.world, run.operations, seed, next++);
      await (CREATES.has(pair.operation) ? inTurn(run, pair) : askPair(run, pair));
      if (++run.result.requests % PROGRESS_EVERY === 0) onProgress?.(run.result.requests);
    }
  };
  await Promise.all(Array.from({ length: clients }, work));
}

/** What is made here is unmade behind each request: both of a pair find the same. */
const EXPORTS = "POST /api/v1/exports";
const CREATES = new Map([
  ["POST /api/v1/roles", "name"],
  ["POST /api/v1/invitations", "id"],
  [EXPORTS, "id"],
  ["POST /api/v1/channels", "channel.id"],
  ["POST /api/v1/rules", "id"],
  ["POST /api/v1/trials", "id"],
]);

function inTurn(run: Run, pair: Pair): Promise<void> {
  const turn = (run.turns.get(pair.operation) ?? Promise.resolve()).then(() => askPair(run, pair));
  run.turns.set(pair.operation, turn);
  return turn;
}

async function askPair(run: Run, pair: Pair): Promise<void> {
  const { result, world, options } = run;
  const prefix = `seed ${options.seed}, pair ${pair.index} (${pair.operation}; ${pair.caller}; ${pair.slots})`;
  try {
    const answers = await answersOf(run, pair);
    tally(result, pair, answers);
    const found = [...differences(pair, answers).map((text) => `differs: ${text}`)];
    for (const side of ["foreign", "madeUp"] as const) {
      const failure = failureOf(answers[side]);
      if (failure) found.push(`${side}: ${failure}`);
      for (const leak of leaksIn(world, pair[side], answers[side])) found.push(`${side}: shows ${leak}`);
    }
    if (found.length === 0) return;
    const both = [inWords(pair.foreign, answers.foreign), inWords(pair.madeUp, answers.madeUp)];
    addFault(run, pair.operation, [prefix, ...found, ...both].join("\n  "));
  } catch (error) {
    addFault(run, pair.operation, `${prefix}: ${(error as Error).stack}`);
  }
}

async function answersOf(run: Run, pair: Pair): Promise<Answers> {
  const ask = async (asked: Asked) => {
    const answer = await run.asker.ask(asked.ask);
    const member = CREATES.get(pair.operation);
    if (member && answer.status === 201)
      await (pair.operation === EXPORTS ? cancelExport : unmake)(run, asked, memberOf(answer, member));
    return run.options.tamper?.(asked, answer, run.world) ?? answer;
  };
  if (!pair.foreignFirst) {
    const madeUp = await ask(pair.madeUp);
    return { foreign: await ask(pair.foreign), madeUp };
  }
  const foreign = await ask(pair.foreign);
  return { foreign, madeUp: await ask(pair.madeUp) };
}

/** A member of an answer by its dotted path. */
function memberOf({ bytes }: Answered, path: string): string {
  return String(path.split(".").reduce((value, name) => value[name], JSON.parse(bytes.toString())));
}

async function unmake({ asker, world }: Run, { ask }: Asked, name: string): Promise<void> {
  const path = `${ask.path.replace(/\?.*/, "")}/${encodeURIComponent(name)}`;
  const headers = { authorization: `Bearer ${world.own.tokens.management}`, "x-forwarded-for": "192.0.2.1" };
  const { status } = await asker.ask({ method: "DELETE", path, headers });
  if (status !== 204) throw new Error(`${path} could not be removed: ${status}`);
}

/** Only its maker reaches an export. */
async function cancelExport({ asker }: Run, { ask }: Asked, id: string): Promise<void> {
  const path = ask.path.replace("/exports", `/exports/${id}/cancel`);
  const { status } = await asker.ask({ method: "POST", path, headers: ask.headers });
  if (status !== 200) throw new Error(`${path} did not cancel: ${status}`);
}

function tally(result: ForeignResult, { operation, slots, caller, foreign }: Pair, answers: Answers): void {
  const count = (of: Record<string, number>, name: string) => {
    of[name] = (of[name] ?? 0) + 1;
  };
  count(result.operations, operation);
  count(result.callers, caller);
  count(result.statuses, String(answers.foreign.status));
  for (const slot of slots) count(result.slots, slot);
  for (const { encoding } of foreign.placed) count(result.encodings, encoding);
}

function addFault({ result, kept }: Pick<Run, "result" | "kept">, what: string, fault: string): void {
  result.faultCount++;
  const before = kept.get(what) ?? 0;
  kept.set(what, before + 1);
  if (before < FAULTS_KEPT_OF_AN_OPERATION) result.faults.push(fault);
}
