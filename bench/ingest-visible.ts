import { eventMaker } from "./event-maker.ts";
import { HttpConnection, requestBytes } from "./http-connection.ts";
import type { Load } from "./load.ts";
import { atMost, figure, type ResultRow } from "./results.ts";
import type { BenchTenant } from "./stand.ts";
import { latenciesOf } from "./statistics.ts";
import type { WebProcess } from "./web-process.ts";

const PROBES = 200;
const BACKGROUND_PER_SECOND = 2_000;
const BACKGROUND_CONNECTIONS = 16;
const BACKGROUND_REQUESTS_MAX = 1_000_000;
const GIVE_UP_MS = 10_000;

/** From sending an event to the first search that shows it, while other events keep coming. */
export async function measureVisible(web: WebProcess, load: Load, tenant: BenchTenant): Promise<ResultRow[]> {
  await load.prepare({ port: web.port, token: tenant.ingest, seed: 21, requests: 10_000, perRequest: 0 });
  const background = load.fire({
    connections: BACKGROUND_CONNECTIONS,
    requests: BACKGROUND_REQUESTS_MAX,
    perSecondMax: BACKGROUND_PER_SECOND,
  });
  background.catch(() => {});
  const connection = new HttpConnection(web.port);
  const timesMs: number[] = [];
  const make = eventMaker(22);
  try {
    for (let i = 0; i < PROBES; i++) {
      const session = `probe-${i}-${Date.now()}`;
      timesMs.push(await probe(connection, web.port, tenant, session, { ...make(new Date()), session_id: session }));
    }
  } finally {
    connection.close();
    load.stop();
  }
  const report = await background;
  const { p50, p99, max } = latenciesOf(timesMs);
  const perSecond = Math.round((report.requests / report.elapsedMs) * 1_000);
  return [
    figure(
      `ingest to visible in search, p99 of ${PROBES}, while ${perSecond} other events/s come in`,
      p99 / 1_000,
      "s",
      atMost(1),
    ),
    figure("ingest to visible in search, p50", p50 / 1_000, "s"),
    figure("ingest to visible in search, max", max / 1_000, "s"),
  ];
}

async function probe(
  connection: HttpConnection,
  port: number,
  tenant: BenchTenant,
  session: string,
  event: object,
): Promise<number> {
  const host = `127.0.0.1:${port}`;
  const beganMs = performance.now();
  const sent = await connection.send(
    requestBytes("POST", "/api/v1/events", host, tenant.ingest, JSON.stringify(event)),
  );
  if (sent.status !== 201) throw new Error(`the server answered ${sent.status}: ${sent.body}`);
  const search = requestBytes("GET", `/api/v1/events?q=session:${session}`, host, tenant.provisioning);
  while (performance.now() - beganMs < GIVE_UP_MS) {
    const found = await connection.send(search);
    if (found.status !== 200) throw new Error(`the server answered ${found.status}: ${found.body}`);
    if (JSON.parse(found.body.toString("utf8")).records.length === 1) return performance.now() - beganMs;
  }
  throw new Error(`an event was not to be found ${GIVE_UP_MS} ms after it was sent`);
}
