import type pg from "pg";
import { TlogError } from "#tlog";
import type { Clock } from "../clock.ts";
import { AppError } from "../errors.ts";
import { log } from "../log.ts";
import {
  APPEND_SQL,
  APPEND_WITH_USES_SQL,
  type AppendOutcome,
  type AppendRequest,
  type AppendRow,
  appendParameters,
  DEAD_KEY,
  keyUseParameters,
  readOutcomes,
} from "./append.sql.ts";
import { type SealedItem, sealDraft } from "./seal-draft.ts";

export interface Committer {
  /**
   * Seals a request's events and appends them in one durable transaction, shared with whatever else arrives meanwhile for the
   * tenant. Resolves after the commit. Throws AppError `unavailable` when the queue is full or the database is out of reach
   * (what was sent may then be stored all the same: an Idempotency-Key makes the repetition safe), `unauthenticated` when a key whose
   * use it records does not work any more.
   */
  append(tenantId: string, request: AppendRequest): Promise<AppendOutcome>;
  /** Waits for what is under way. */
  drain(): Promise<void>;
}

interface Waiting {
  request: AppendRequest;
  resolve(outcome: AppendOutcome): void;
  reject(error: unknown): void;
}

interface Queue {
  waiting: Waiting[];
  events: number;
  groupsUnderWay: number;
}

const GROUP_EVENTS_MAX = 1_000;
const QUEUE_EVENTS_MAX = 20_000;
/** From here on a second group is sealed and sent while the first is being written: it waits in the database for the ledger's lock. */
const SECOND_GROUP_EVENTS_MIN = 400;
const ATTEMPTS_MAX = 6;
const STAMP_REFUSED = "ST001";
const NO_PARTITION = "23514";

export interface CommitterOptions {
  pool: pg.Pool;
  clock: Clock;
  preparedStatements: boolean;
  /** Called after each commit that grew a ledger. */
  onAppended(tenantId: string): void;
}

export function openCommitter(options: CommitterOptions): Committer {
  const queues = new Map<string, Queue>();
  const flushes = new Set<Promise<void>>();

  function append(tenantId: string, request: AppendRequest): Promise<AppendOutcome> {
    const queue = queues.get(tenantId) ?? { waiting: [], events: 0, groupsUnderWay: 0 };
    queues.set(tenantId, queue);
    if (queue.events + request.items.length > QUEUE_EVENTS_MAX) {
      return Promise.reject(
        new AppError(
          "unavailable",
          "The ledger is taking in events as fast as it can: nothing of this request was stored, send it again.",
          { retryAfterS: 1 },
        ),
      );
    }
    queue.events += request.items.length;
    return new Promise((resolve, reject) => {
      queue.waiting.push({ request, resolve, reject });
      startGroups(tenantId, queue);
    });
  }

  function startGroups(tenantId: string, queue: Queue): void {
    if (queue.waiting.length === 0) {
      if (queue.groupsUnderWay === 0) queues.delete(tenantId);
      return;
    }
    if (queue.groupsUnderWay > 1 || (queue.groupsUnderWay === 1 && queue.events < SECOND_GROUP_EVENTS_MIN)) return;
    queue.groupsUnderWay++;
    // What arrives in the same turn of the event loop shares the group.
    const flush = new Promise<void>((resolve) => setImmediate(resolve))
      .then(() => settle(tenantId, takeGroup(queue)))
      .finally(() => {
        queue.groupsUnderWay--;
        startGroups(tenantId, queue);
        flushes.delete(flush);
      });
    flushes.add(flush);
  }

  async function settle(tenantId: string, group: Waiting[]): Promise<void> {
    if (group.length === 0) return;
    try {
      const outcomes = await commitGroup(tenantId, group);
      group.forEach((waiting, i) => void waiting.resolve(outcomes[i]!));
      options.onAppended(tenantId);
    } catch (error) {
      const dead = deadIn(error, group);
      if (dead.length > 0) {
        for (const waiting of dead) waiting.reject(new AppError("unauthenticated", KEY_ENDED, { reason: "ended" }));
        await settle(
          tenantId,
          group.filter((waiting) => !dead.includes(waiting)),
        );
        return;
      }
      // One of them cannot be sealed, or the database refused its data: the others must not suffer for it.
      if (group.length > 1 && isRefusal(error)) for (const waiting of group) await settle(tenantId, [waiting]);
      else for (const waiting of group) waiting.reject(unavailable(error));
    }
  }

  async function commitGroup(tenantId: string, group: Waiting[]): Promise<AppendOutcome[]> {
    const requests = group.map((waiting) => waiting.request);
    const uses = requests.flatMap((request) => request.uses ?? []);
    const name = uses.length > 0 ? "ledger_append_uses" : "ledger_append";
    let nowMs = options.clock.now().getTime();
    for (let attempt = 1; ; attempt++) {
      // Sealed only now, all at once: stamps are as fresh as can be, and a loop that stays in the processor's cache is faster.
      const sealed = requests.map((request) => request.items.map((item) => sealDraft(tenantId, item, nowMs)));
      try {
        const result = await options.pool.query<AppendRow>({
          ...(options.preparedStatements ? { name } : {}),
          text: uses.length > 0 ? APPEND_WITH_USES_SQL : APPEND_SQL,
          values: [
            ...appendParameters(tenantId, requests, sealed),
            ...(uses.length > 0 ? keyUseParameters(uses, options.clock.now()) : []),
          ],
        });
        return readOutcomes(result.rows[0]!, requests, sealed);
      } catch (error) {
        if (attempt >= ATTEMPTS_MAX || !(await mended(error, sealed))) throw error;
        nowMs = await restampAt(error);
      }
    }
  }

  /** After a refused stamp the database's clock decides: this process's may be seconds beside that of the others. */
  async function restampAt(error: unknown): Promise<number> {
    if ((error as { code?: string }).code !== STAMP_REFUSED) return options.clock.now().getTime();
    const { rows } = await options.pool.query<{ now: Date }>("SELECT clock_timestamp() AS now");
    return rows[0]!.now.getTime();
  }

  /** True when the append may be tried again: its stamps will be renewed, or the month's partition has been made. */
  async function mended(error: unknown, sealed: SealedItem[][]): Promise<boolean> {
    const { code, message } = error as { code?: string; message: string };
    if (code === STAMP_REFUSED) return true;
    if (code !== NO_PARTITION || !message.includes("no partition")) return false;
    const months = new Set(sealed.flat().map((item) => new Date(item.receivedAtMs).toISOString().slice(0, 7)));
    for (const month of months) await options.pool.query("SELECT ensure_partition($1)", [`${month}-01T00:00:00Z`]);
    return true;
  }

  return {
    append,
    async drain() {
      while (flushes.size > 0) await Promise.all(flushes);
    },
  };
}

/** Takes requests from the queue's head; one whose idempotency key or external id is in the group already waits for the next. */
function takeGroup(queue: Queue): Waiting[] {
  const group: Waiting[] = [];
  const left: Waiting[] = [];
  const seen = new Set<string>();
  let events = 0;
  for (const waiting of queue.waiting) {
    const marks = marksOf(waiting.request);
    if (
      (events > 0 && events + waiting.request.items.length > GROUP_EVENTS_MAX) ||
      marks.some((mark) => seen.has(mark))
    ) {
      left.push(waiting);
      continue;
    }
    for (const mark of marks) seen.add(mark);
    group.push(waiting);
    events += waiting.request.items.length;
  }
  queue.waiting = left;
  queue.events -= events;
  return group;
}

function marksOf(request: AppendRequest): string[] {
  const marks: string[] = [];
  if (request.idempotency) marks.push(`k${Buffer.from(request.idempotency.keyMac).toString("base64")}`);
  for (const item of request.items) {
    if (item.external)
      marks.push(
        `e${item.draft.origin?.system.toLowerCase() ?? ""} ${Buffer.from(item.external.mac).toString("base64")}`,
      );
  }
  return marks;
}

/** What every door answers to a key that has ended meanwhile. */
const KEY_ENDED = "This request needs a valid key: send it as `Authorization: Bearer <token>`.";

/** The requests that record a use of a key which does not work any more. */
function deadIn(error: unknown, group: Waiting[]): Waiting[] {
  const { code, detail } = error as { code?: string; detail?: string };
  if (code !== DEAD_KEY) return [];
  const ordinals = new Set((detail ?? "").split(" ").map(Number));
  let ordinal = 0;
  // Every use is counted, also behind one that is dead.
  return group.filter((waiting) =>
    (waiting.request.uses ?? []).map(() => ordinals.has(++ordinal)).some((isDead) => isDead),
  );
}

/** An event that cannot be sealed, or an error that PostgreSQL gave for what it was sent: bad data, a broken constraint, no such ledger. */
function isRefusal(error: unknown): boolean {
  return error instanceof TlogError || /^(22|23|P0|54)/.test((error as { code?: string }).code ?? "");
}

function unavailable(cause: unknown): AppError {
  log.error({ err: cause }, "append failed");
  return new AppError(
    "unavailable",
    "The ledger could not be written just now: send the request again with the same Idempotency-Key, and nothing is stored twice.",
    { cause, retryAfterS: 2 },
  );
}
