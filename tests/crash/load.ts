import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";

export interface SentReceipt {
  id: string;
  seq: number;
  leaf_hash: string;
}

/** What a sender knows at the end: an event is named by its request id, which no other has. */
export interface Sent {
  /** The last receipt of every event that was acknowledged. */
  acknowledged: Map<string, SentReceipt>;
  /** Requests that were given up after a failure: each was stored whole, or not at all. */
  abandoned: string[][];
  /** Events whose repeated request got another receipt than the first. */
  contradicted: string[];
  requests: number;
  retries: number;
  /** Answers by status; `lost` are requests without an answer. */
  statuses: Record<string, number>;
}

export interface Load {
  sent: Sent;
  /** Resolves once `events` more were acknowledged than now. */
  progress(events: number, timeoutMs: number): Promise<void>;
  /** Lets every request that is under way be answered, with repetitions, and resolves then. */
  finish(): Promise<Sent>;
}

const ANSWER_MS_MAX = 10_000;
const RETRY_MS = 50;
const ABANDONED_SHARE = 0.1;
const REPEATED_SHARE = 0.1;

/** Sends batches from `loops` concurrent loops to the urls in turn, each request under an Idempotency-Key until it is answered. */
export function startLoad(urls: string[], token: string, loops: number, eventsMax: number): Load {
  const sent: Sent = {
    acknowledged: new Map(),
    abandoned: [],
    contradicted: [],
    requests: 0,
    retries: 0,
    statuses: {},
  };
  let stopping = false;
  let turn = 0;

  async function attempt(body: string, idempotencyKey: string): Promise<SentReceipt[] | undefined> {
    const headers = {
      "content-type": "application/json",
      authorization: `Bearer ${token}`,
      "idempotency-key": idempotencyKey,
    };
    const url = `${urls[turn++ % urls.length]}/api/v1/events`;
    let status = "lost";
    try {
      const answer = await fetch(url, { method: "POST", headers, body, signal: AbortSignal.timeout(ANSWER_MS_MAX) });
      const { receipts } = (await answer.json()) as { receipts?: SentReceipt[] };
      status = String(answer.status);
      return answer.status === 201 ? receipts : undefined;
    } catch {
      return undefined;
    } finally {
      sent.statuses[status] = (sent.statuses[status] ?? 0) + 1;
    }
  }

  function acknowledge(names: string[], receipts: SentReceipt[]): void {
    names.forEach((name, i) => {
      const known = sent.acknowledged.get(name);
      const { id, seq, leaf_hash } = receipts[i]!;
      if (known && (known.id !== id || known.seq !== seq)) sent.contradicted.push(name);
      sent.acknowledged.set(name, { id, seq, leaf_hash });
    });
  }

  async function loop(): Promise<void> {
    while (!stopping) {
      const names = Array.from({ length: 1 + Math.floor(Math.random() * eventsMax) }, () => randomUUID());
      const body = JSON.stringify({ events: names.map((name, i) => eventOf(name, i % 3 === 0)) });
      const idempotencyKey = randomUUID();
      const mayAbandon = Math.random() < ABANDONED_SHARE;
      sent.requests++;
      let receipts = await attempt(body, idempotencyKey);
      if (!receipts && mayAbandon) {
        sent.abandoned.push(names);
        continue;
      }
      while (!receipts) {
        await sleep(RETRY_MS);
        sent.retries++;
        receipts = await attempt(body, idempotencyKey);
      }
      acknowledge(names, receipts);
      const again = Math.random() < REPEATED_SHARE ? await attempt(body, idempotencyKey) : undefined;
      if (again) acknowledge(names, again);
    }
  }

  const running = Promise.all(Array.from({ length: loops }, loop));
  return {
    sent,
    async progress(events, timeoutMs) {
      const wanted = sent.acknowledged.size + events;
      for (const deadline = Date.now() + timeoutMs; sent.acknowledged.size < wanted; await sleep(5)) {
        if (Date.now() > deadline)
          throw new Error(
            `only ${sent.acknowledged.size} of ${wanted} events were acknowledged in time: ${JSON.stringify(sent.statuses)}`,
          );
      }
    },
    async finish() {
      stopping = true;
      await running;
      return sent;
    },
  };
}

function eventOf(name: string, named: boolean) {
  return {
    occurred_at: new Date().toISOString(),
    action: "crash.tested",
    actor: { type: "service", id: "sender", name: "Sender" },
    request_id: name,
    ...(named ? { external_id: name } : {}),
  };
}
