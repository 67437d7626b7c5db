import { ACTIONS, randomSource } from "./event-maker.ts";
import { HttpConnection, requestBytes } from "./http-connection.ts";
import { memoryRow } from "./memory.ts";
import { openMillion } from "./million.ts";
import { atMost, figure, type ResultRow, ratioAtMost } from "./results.ts";
import type { BenchTenant, Stand } from "./stand.ts";
import { say } from "./stand.ts";
import { latenciesOf } from "./statistics.ts";

const REQUESTS = 1_000;
const WARM_UP_REQUESTS = 100;
const PAGE_ROWS = 50;
const DEEP_PAGE = 1_000;
const PAGE_REPEATS = 200;
/** Two of three filters find many, one finds few; the last is the rarest action. */
const FILTERS = [
  (random: () => number) => `action:${ACTIONS[Math.floor(random() * ACTIONS.length)]}`,
  (random: () => number) => `actor:usr_${String(Math.floor(random() ** 3 * 5_000)).padStart(6, "0")}`,
  () => "outcome:failure",
  (random: () => number) => `target:document_${Math.floor(random() ** 3 * 60_000)}`,
];

type Get = (path: string) => Promise<Buffer>;
type Page = { records: { event: { id: string } }[]; next_cursor: string | null };

/** Pages and proofs in a tenant of a million events, one request at a time, as the client sees them. */
export async function measureRead(stand: Stand): Promise<ResultRow[]> {
  const tenant = await openMillion(stand);
  const web = await stand.startWeb();
  const connection = new HttpConnection(web.port);
  const get: Get = async (path) => {
    const request = requestBytes("GET", path, `127.0.0.1:${web.port}`, tenant.provisioning);
    const { status, body } = await connection.send(request);
    if (status !== 200) throw new Error(`the server answered ${status} to ${path}: ${body}`);
    return body;
  };
  try {
    const newest = await measureNewest(get);
    say(`newest page: p99 ${newest[0]!.value} ms`);
    const deep = await measureDeep(get);
    say(`page ${DEEP_PAGE} against page 1: ${deep[0]!.ratio}`);
    const proofs = await measureProofs(get, await eventIds(stand, tenant));
    say(`proof: p99 ${proofs[0]!.value} ms`);
    return [...newest, ...deep, ...proofs, memoryRow("read", web)];
  } finally {
    connection.close();
    await web.close();
  }
}

async function timed(get: Get, path: string): Promise<number> {
  const sentMs = performance.now();
  await get(path);
  return performance.now() - sentMs;
}

async function measureNewest(get: Get): Promise<ResultRow[]> {
  const random = randomSource(3);
  const timesMs: number[] = [];
  for (let i = -WARM_UP_REQUESTS; i < REQUESTS; i++) {
    const q = encodeURIComponent(FILTERS[(i + WARM_UP_REQUESTS) % FILTERS.length]!(random));
    const ms = await timed(get, `/api/v1/events?limit=${PAGE_ROWS}&q=${q}`);
    if (i >= 0) timesMs.push(ms);
  }
  const { p50, p99, max } = latenciesOf(timesMs);
  const what = `newest page of ${PAGE_ROWS} with one filter at 1 M events`;
  return [
    figure(`${what}, p99 of ${REQUESTS}`, p99, "ms", atMost(20)),
    figure(`${what}, p50`, p50, "ms"),
    figure(`${what}, max`, max, "ms"),
  ];
}

/** Walks to page 1,000 by cursors once, then asks for it and for page 1 in turns. */
async function measureDeep(get: Get): Promise<ResultRow[]> {
  const first = `/api/v1/events?limit=${PAGE_ROWS}&q=action:${ACTIONS[0]}`;
  let deep = first;
  for (let page = 1; page < DEEP_PAGE; page++) {
    const { next_cursor: cursor } = JSON.parse((await get(deep)).toString("utf8")) as Page;
    if (cursor === null) throw new Error(`the list ended at page ${page}`);
    deep = `${first}&cursor=${cursor}`;
  }
  const { records } = JSON.parse((await get(deep)).toString("utf8")) as Page;
  if (records.length !== PAGE_ROWS) throw new Error(`page ${DEEP_PAGE} has ${records.length} events`);
  const firstMs: number[] = [];
  const deepMs: number[] = [];
  for (let i = 0; i < PAGE_REPEATS; i++) {
    firstMs.push(await timed(get, first));
    deepMs.push(await timed(get, deep));
  }
  const [one, thousand] = [latenciesOf(firstMs), latenciesOf(deepMs)];
  return [
    figure(
      `page ${DEEP_PAGE} against page 1 of the same list, p50 of ${PAGE_REPEATS} each, in turns`,
      thousand.p50,
      "ms",
      ratioAtMost(1.5),
      one.p50,
    ),
    figure(`page ${DEEP_PAGE}, p99`, thousand.p99, "ms", undefined, one.p99),
  ];
}

async function measureProofs(get: Get, ids: string[]): Promise<ResultRow[]> {
  const timesMs: number[] = [];
  for (const [i, id] of ids.entries()) {
    const ms = await timed(get, `/api/v1/events/${id}/proof`);
    if (i >= WARM_UP_REQUESTS) timesMs.push(ms);
  }
  const { p50, p99, max } = latenciesOf(timesMs);
  return [
    figure(`inclusion proof at 1 M events, p99 of ${timesMs.length}`, p99, "ms", atMost(20)),
    figure("inclusion proof at 1 M events, p50", p50, "ms"),
    figure("inclusion proof at 1 M events, max", max, "ms"),
  ];
}

/** Ids from all over the ledger. */
async function eventIds(stand: Stand, tenant: BenchTenant): Promise<string[]> {
  const random = randomSource(4);
  const seqs = Array.from({ length: WARM_UP_REQUESTS + REQUESTS }, () => Math.floor(random() * 1_000_000));
  return stand.withSuperuser(async (client) => {
    const { rows } = await client.query<{ id: string }>(
      "SELECT e.id FROM unnest($2::bigint[]) AS s (seq) JOIN event e ON e.tenant_id = $1::uuid AND e.seq = s.seq",
      [tenant.id, seqs],
    );
    return rows.map((row) => row.id);
  });
}
