import { parentPort, workerData } from "node:worker_threads";
import { readEnvironment } from "#server/env.ts";
import { parseEvent } from "#server/event-format/index.ts";
import type { AppendItem } from "#server/ledger/index.ts";
import { openRuntime } from "#server/open-runtime.ts";
import { randomSource } from "./event-maker.ts";
import { searchEventMaker } from "./search-events.ts";

export interface FillOrder {
  variables: Record<string, string>;
  tenants: { id: string; ingestKeyId: string; events: number; seed: number }[];
  fromMs: number;
  untilMs: number;
  /** Every tenant gets its share of each, so that the tenants' events lie among each other as they would have come. */
  rounds: number;
}

const BATCH_EVENTS = 1_000;
const IN_FLIGHT = 3;
/** Most events arrive within seconds, one in a hundred up to some hours later. */
const TRAVEL_MS_MAX = 4_000;
const LATE = 0.01;
const LATE_MS_MAX = 6 * 3_600_000;

const { variables, tenants, fromMs, untilMs, rounds } = workerData as FillOrder;
let nowMs = fromMs;
const runtime = await openRuntime(readEnvironment({ ...variables }), { now: () => new Date(nowMs) });

/** Appends events of a tenant by number, as if each had arrived in its time; one append after another, so that their stamps rise. */
function senderOf({
  id,
  ingestKeyId,
  events,
  seed,
}: FillOrder["tenants"][number]): (from: number, to: number) => Promise<unknown> {
  const make = searchEventMaker(seed);
  const random = randomSource(seed + 1);
  let last: Promise<unknown> = Promise.resolve();
  return (from, to) => {
    const items: AppendItem[] = [];
    for (let i = from; i < to; i++) {
      const receivedAtMs = Math.floor(fromMs + 1_000 + ((i + random()) / events) * (untilMs - fromMs - 1_000));
      const travelMs = random() < LATE ? random() * LATE_MS_MAX : random() * TRAVEL_MS_MAX;
      const event = make(new Date(Math.max(fromMs + 1_000, Math.floor(receivedAtMs - travelMs))));
      const parsed = parseEvent(event, { tenantId: id, now: new Date(receivedAtMs) });
      if (!parsed.event) throw new Error(`a made event breaks the rules: ${JSON.stringify(parsed.faults)}`);
      items.push({ draft: parsed.event, keyId: ingestKeyId, receivedAtMs });
    }
    last = last.then(() => runtime.committer.append(id, { items, atomic: true }));
    return last;
  };
}

const senders = tenants.map((tenant) => ({ ...tenant, send: senderOf(tenant) }));
const waiting: Promise<unknown>[] = [];
for (let round = 0; round < rounds; round++) {
  let sent = 0;
  for (const { events, send } of senders) {
    const to = Math.round(((round + 1) / rounds) * events);
    for (let from = Math.round((round / rounds) * events); from < to; from += BATCH_EVENTS) {
      const end = Math.min(to, from + BATCH_EVENTS);
      waiting.push(send(from, end));
      sent += end - from;
      if (waiting.length > IN_FLIGHT) await waiting.shift();
    }
  }
  nowMs = fromMs + ((round + 1) / rounds) * (untilMs - fromMs);
  parentPort!.postMessage(sent);
}
await Promise.all(waiting);
nowMs = Date.now();
for (const { id } of tenants) await runtime.signer.signNow(id);
await runtime.close();
