import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { systemContext, type TenantContext } from "#server/access/index.ts";
import { createChannel } from "#server/channels/index.ts";
import { systemClock } from "#server/clock.ts";
import { createRule, createTrial, followTenant, getTrial, runTrial, type TrialInput } from "#server/detection/index.ts";
import { fiftyRules, MARKER_ACTION } from "./detection-rules.ts";
import { eventMaker } from "./event-maker.ts";
import { type Load, openLoad } from "./load.ts";
import { openMillion } from "./million.ts";
import { atLeast, atMost, figure, type ResultRow, ratioAtLeast } from "./results.ts";
import { type BenchTenant, ledgerSize, makeTenant, type Stand, say } from "./stand.ts";
import { latenciesOf, median } from "./statistics.ts";
import { startWorker } from "./web-process.ts";

const FOLLOW_MS = 45_000;
const MARKERS = 400;
const MARKER_EVERY_MS = 200;
const BACKGROUND_PER_S = 49;
const BACKGROUND_EVENTS = 10;
const ROUNDS = 5;
const PER_REQUEST = 500;
const REQUESTS = 200;
const CONNECTIONS = 8;
const CAUGHT_UP_MS_MAX = 240_000;

/** From an event to its alert at a receiver, how fast events are looked at, what ingest loses by it, and rules over a million events. */
export async function measureDetection(stand: Stand): Promise<ResultRow[]> {
  stand.variables.WEBHOOK_ALLOW = "127.0.0.1/32";
  const million = await openMillion(stand);
  const rows = await measureHistory(stand, million);
  // What is left of the million would keep the worker busy.
  await stand.withSuperuser((client) =>
    client.query(
      "UPDATE detection_cursor c SET next_seq = l.size FROM ledger l WHERE l.tenant_id = c.tenant_id AND c.tenant_id = $1",
      [million.id],
    ),
  );
  const load = openLoad();
  try {
    rows.push(...(await measureLatency(stand, load)));
    rows.push(await measureIngest(stand, load));
  } finally {
    load.close();
  }
  return rows;
}

const managing = (tenantId: string): TenantContext => ({
  ...systemContext(tenantId, "bench", ["alerts.read", "rules.manage", "channels.manage"]),
  caller: { type: "key", id: "bench", name: "Benchmark", purpose: "Benchmarks", kind: "management" },
});

/** Rules and detectors over a million events, and the consumer over the first of them. */
async function measureHistory(stand: Stand, tenant: BenchTenant): Promise<ResultRow[]> {
  return stand.withRuntime(async () => {
    const context = managing(tenant.id);
    const trials: [string, TrialInput["subject"]][] = [
      ["a threshold over every event", { rule: { ...fiftyRules()[9]!, name: "Tried", isOn: false } }],
      ["new_for_actor", { detector: { detector: "new_for_actor" } }],
      ["burst", { detector: { detector: "burst" } }],
    ];
    const tookS: number[] = [];
    for (const [what, subject] of trials) {
      const { id } = await createTrial(context, { subject, days: 400 });
      const beganMs = performance.now();
      await runTrial(tenant.id, id, () => false);
      tookS.push((performance.now() - beganMs) / 1_000);
      const { state, result } = await getTrial(context, { id });
      if (state !== "done" || result!.covered.events < 1_000_000)
        throw new Error(`the trial of ${what} ended ${state}`);
      say(`trial of ${what}: ${result!.alerts} alerts in ${tookS.at(-1)!.toFixed(1)} s`);
    }
    for (const rule of fiftyRules()) await createRule(context, rule);
    const cpuBefore = process.cpuUsage();
    const beganMs = performance.now();
    await followTenant(tenant.id, () => performance.now() - beganMs > FOLLOW_MS);
    const elapsedS = (performance.now() - beganMs) / 1_000;
    const cpu = process.cpuUsage(cpuBefore);
    const events = await stand.withSuperuser(async (client) => {
      const text = "SELECT next_seq FROM detection_cursor WHERE tenant_id = $1";
      return Number((await client.query(text, [tenant.id])).rows[0].next_seq);
    });
    return [
      figure(
        `a rule or detector tried over 1,000,000 events, the slowest of ${trials.map(([what]) => what).join("; ")}`,
        Math.max(...tookS),
        "s",
        atMost(30),
      ),
      figure(
        "events looked at by one process with all detectors and 50 rules, alerts, state and cursor stored",
        events / elapsedS,
        "events/s",
        atLeast(5_000),
      ),
      figure("  of its CPU", (events * 1e6) / (cpu.user + cpu.system), "events/s a core"),
    ];
  });
}

/** Alerts at a receiver on loopback while 500 events a second come in over HTTP. */
export async function measureLatency(stand: Stand, load: Load): Promise<ResultRow[]> {
  const arrived = new Map<string, number>();
  const receiver = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      const { alert } = JSON.parse(body).data;
      if (!arrived.has(alert.entity.id)) arrived.set(alert.entity.id, performance.now());
      response.end();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  const tenant = await stand.withRuntime(async () => {
    const made = await makeTenant(stand, "watched", systemClock);
    for (const rule of fiftyRules()) await createRule(managing(made.id), rule);
    await createChannel(managing(made.id), {
      kind: "webhook",
      name: "Receiver",
      url: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/alerts`,
      severityMin: "low",
      query: `action:${MARKER_ACTION}`,
    });
    return made;
  });
  const web = await stand.startWeb();
  const worker = await startWorker(stand.variables);
  try {
    await load.prepare({
      port: web.port,
      token: tenant.ingest,
      perRequest: BACKGROUND_EVENTS,
      seed: 7,
      requests: 500,
    });
    const background = load.fire({ connections: 4, requests: 1_000_000, perSecondMax: BACKGROUND_PER_S });
    await sleep(5_000);
    const sent = new Map<string, number>();
    const make = eventMaker(99);
    for (let i = 0; i < MARKERS; i++) {
      const id = `marker_${i}`;
      const event = { ...make(new Date()), action: MARKER_ACTION, actor: { type: "user", id } };
      sent.set(id, performance.now());
      const answer = await fetch(`http://127.0.0.1:${web.port}/api/v1/events`, {
        method: "POST",
        headers: { authorization: `Bearer ${tenant.ingest}`, "content-type": "application/json" },
        body: JSON.stringify(event),
      });
      if (answer.status !== 201) throw new Error(`the server answered ${answer.status}: ${await answer.text()}`);
      await sleep(MARKER_EVERY_MS);
    }
    for (const untilMs = Date.now() + 15_000; arrived.size < MARKERS && Date.now() < untilMs; ) await sleep(50);
    load.stop();
    const { elapsedMs, requests } = await background;
    const perS = (requests * BACKGROUND_EVENTS * 1_000) / elapsedMs + 1_000 / MARKER_EVERY_MS;
    const took = [...arrived].map(([id, atMs]) => atMs - sent.get(id)!);
    if (took.length < MARKERS) throw new Error(`${MARKERS - took.length} of ${MARKERS} alerts did not arrive`);
    return [
      figure(
        `from before an event is sent to its alert at a local receiver, p99 of ${MARKERS}, at ${Math.round(perS)} events/s with all detectors and 50 rules`,
        latenciesOf(took).p99,
        "ms",
        atMost(1_000),
      ),
      figure("  p50", latenciesOf(took).p50, "ms"),
    ];
  } finally {
    await worker.close();
    await web.close();
    await new Promise((resolve) => receiver.close(resolve));
  }
}

/** Batches over HTTP while a worker looks at the same events, in turns with one that does not; both make the search index. */
async function measureIngest(stand: Stand, load: Load): Promise<ResultRow> {
  const tenant = await stand.withRuntime(async () => {
    const made = await makeTenant(stand, "pressed", systemClock);
    for (const rule of fiftyRules()) await createRule(managing(made.id), rule);
    return made;
  });
  const web = await stand.startWeb();
  const rates: Record<"without" | "with", number[]> = { without: [], with: [] };
  try {
    for (let round = 0; round < ROUNDS; round++)
      for (const which of ["without", "with"] as const) {
        const worker = await startWorker(stand.variables, which === "without" ? ["--without", "detection"] : []);
        try {
          await load.prepare({
            port: web.port,
            token: tenant.ingest,
            perRequest: PER_REQUEST,
            seed: 900 + 2 * round + (which === "with" ? 1 : 0),
            requests: REQUESTS,
          });
          const { elapsedMs } = await load.fire({ connections: CONNECTIONS, requests: REQUESTS });
          rates[which].push((REQUESTS * PER_REQUEST * 1_000) / elapsedMs);
          if (which === "with") await caughtUp(stand, tenant.id);
        } finally {
          await worker.close();
        }
      }
  } finally {
    await web.close();
  }
  say(`ingest with detection ${rates.with.map(Math.round)}, without ${rates.without.map(Math.round)}`);
  return figure(
    `batch ingest while the worker looks at the same events with all detectors and 50 rules, against a worker that does not, in turns; median of ${ROUNDS} rounds of ${REQUESTS * PER_REQUEST} events`,
    median(rates.with),
    "events/s",
    ratioAtLeast(0.85),
    median(rates.without),
  );
}

/** Waits until detection has looked at everything, so that the next round begins with nothing behind. */
async function caughtUp(stand: Stand, tenantId: string): Promise<void> {
  const size = await ledgerSize(stand, tenantId);
  for (const untilMs = Date.now() + CAUGHT_UP_MS_MAX; Date.now() < untilMs; await sleep(500)) {
    const next = await stand.withSuperuser(async (client) => {
      const text = "SELECT next_seq FROM detection_cursor WHERE tenant_id = $1";
      return Number((await client.query(text, [tenantId])).rows[0]?.next_seq ?? 0);
    });
    if (next >= size) return;
  }
  throw new Error(`detection was still behind after ${CAUGHT_UP_MS_MAX / 1_000} s`);
}
