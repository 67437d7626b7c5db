import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { encode } from "next-auth/jwt";
import { systemContext } from "#server/access/index.ts";
import { randomBase62 } from "#server/ids.ts";
import { addMember, createPerson, sessionCookieName, signIn } from "#server/people/index.ts";
import { HttpConnection, requestBytes } from "./http-connection.ts";
import { openLoad } from "./load.ts";
import { figure, type ResultRow } from "./results.ts";
import { type BenchTenant, makeTenant, type Stand, say } from "./stand.ts";
import { latenciesOf, median } from "./statistics.ts";
import type { WebProcess } from "./web-process.ts";

const REQUESTS = 1_500;
const WARM_UP_REQUESTS = 300;
const SINGLES_IN_FLIGHT = 64;
const SINGLES = 60_000;
const SINGLES_ROUNDS = 3;
const SINGLES_WARM_UP = 10_000;
/** What bench/ingest-singles.ts writes. */
const COMMITTED = "single-event POST, 64 in flight; median of 3 rounds";

/** What of a request over HTTP its key costs. `keys`: tokens of other tenants, of which each is used once; `checkMs`: how long their check takes. */
export async function measureKeyRequests(
  stand: Stand,
  { keys, checkMs }: { keys: readonly string[]; checkMs: number },
): Promise<ResultRow[]> {
  const { tenant, cookie } = await stand.withRuntime(async ({ clock, env }) => {
    const made = await makeTenant(stand, `keys-${randomBase62(6).toLowerCase()}`, clock);
    const password = `correct horse ${randomBase62(12)}`;
    const email = `${made.slug}@example.com`;
    const personId = await createPerson({ email, name: "Ida Moss", password });
    await addMember(systemContext(made.id, "setup", ["members.create"]), { personId, role: "viewer" });
    const { sessionId } = await signIn({ email, password }, { requestId: "bench", via: "ui" });
    const session = await encode({ token: { sid: sessionId }, secret: env.secret });
    return { tenant: made, cookie: `${sessionCookieName(env.url)}=${session}` };
  });
  const web = await stand.startWeb();
  try {
    return [
      ...(await measureAppends(web, tenant)),
      ...(await measureReads(web, tenant, cookie)),
      ...(await measureStrangers(web, keys, checkMs)),
    ];
  } finally {
    await web.close();
  }
}

/** One after another on one connection; how long each took. */
async function timed(web: WebProcess, requests: readonly Buffer[]): Promise<number[]> {
  const connection = new HttpConnection(web.port);
  const timesMs: number[] = [];
  try {
    for (const request of requests) {
      const sentMs = performance.now();
      const { status, body } = await connection.send(request);
      timesMs.push(performance.now() - sentMs);
      if (status !== 200) throw new Error(`the server answered ${status}: ${body}`);
    }
  } finally {
    connection.close();
  }
  return timesMs;
}

/** The same page by a key, whose requests are counted and limited, and by a person, whose are not; in turns. Both are recorded. */
async function measureReads(web: WebProcess, tenant: BenchTenant, cookie: string): Promise<ResultRow[]> {
  const host = `127.0.0.1:${web.port}`;
  const path = "/api/v1/events?limit=50";
  const byKey = requestBytes("GET", path, host, tenant.provisioning);
  const byPerson = Buffer.from(
    `GET ${path}&tenant=${tenant.slug} HTTP/1.1\r\nHost: ${host}\r\nCookie: ${cookie}\r\n\r\n`,
  );
  const turns = (count: number) => Array.from({ length: 2 * count }, (_, i) => (i % 2 === 0 ? byKey : byPerson));
  await timed(web, turns(WARM_UP_REQUESTS));
  const timesMs = await timed(web, turns(REQUESTS));
  const [key, person] = [0, 1].map((rest) => latenciesOf(timesMs.filter((_, i) => i % 2 === rest)));
  say(`a page by a key: p50 ${key!.p50.toFixed(2)} ms, by a person ${person!.p50.toFixed(2)} ms`);
  const what = `page of 50 by a key, counted, limited and recorded, against the same by a signed-in person, recorded, ${REQUESTS} each in turns`;
  return [
    figure(`${what}, p50`, key!.p50, "ms", undefined, person!.p50),
    figure(`${what}, p99`, key!.p99, "ms", undefined, person!.p99),
  ];
}

/** A page of one event by keys that nobody has used yet, so that each has to be found. */
async function measureStrangers(web: WebProcess, keys: readonly string[], checkMs: number): Promise<ResultRow[]> {
  const host = `127.0.0.1:${web.port}`;
  const requests = keys
    .slice(0, WARM_UP_REQUESTS + REQUESTS)
    .map((token) => requestBytes("GET", "/api/v1/events?limit=1", host, token));
  const timesMs = (await timed(web, requests)).slice(WARM_UP_REQUESTS);
  const { p50, p99 } = latenciesOf(timesMs);
  const what = `GET /api/v1/events?limit=1 by a key that is not remembered, whole request, of ${REQUESTS}`;
  return [
    figure(`${what}, p50`, p50, "ms"),
    figure(`${what}, p99`, p99, "ms"),
    figure("of which the check of the key, p50 of both", checkMs, "ms", undefined, p50),
  ];
}

/** Single events as bench/ingest-singles.ts sends them, with a key whose requests are limited. */
async function measureAppends(web: WebProcess, tenant: BenchTenant): Promise<ResultRow[]> {
  const load = openLoad();
  const rounds: number[] = [];
  const latenciesMs: number[] = [];
  try {
    await load.prepare({ port: web.port, token: tenant.ingest, seed: 7, requests: SINGLES / 2, perRequest: 0 });
    await load.fire({ connections: SINGLES_IN_FLIGHT, requests: SINGLES_WARM_UP });
    for (let round = 0; round < SINGLES_ROUNDS; round++) {
      const report = await load.fire({ connections: SINGLES_IN_FLIGHT, requests: SINGLES });
      rounds.push((report.requests / report.elapsedMs) * 1_000);
      for (const ms of report.latenciesMs) latenciesMs.push(ms);
      say(`single round ${round + 1}: ${Math.round(rounds.at(-1)!)} events/s`);
    }
  } finally {
    load.close();
  }
  const what = `single-event POST with a limit of a million a minute, ${SINGLES_IN_FLIGHT} in flight`;
  return [
    figure(
      `${what}; median of ${SINGLES_ROUNDS} rounds, against the committed figure of \`ingest\` (another run)`,
      median(rounds),
      "events/s",
      undefined,
      committed(),
    ),
    figure(`${what}, latency p99 of all rounds`, latenciesOf(latenciesMs).p99, "ms"),
  ];
}

function committed(): number | undefined {
  const file = join(import.meta.dirname, "results/ingest.json");
  if (!existsSync(file)) return undefined;
  const { rows } = JSON.parse(readFileSync(file, "utf8")) as { rows: ResultRow[] };
  return rows.find((row) => row.what === COMMITTED)?.value ?? undefined;
}
