import type pg from "pg";
import {
  consistencyProof,
  equalBytes,
  formatCheckpoint,
  frontierRoot,
  openCheckpoint,
  rootAt,
  signNote,
  verifyConsistency,
} from "#tlog";
import type { Clock } from "../clock.ts";
import { log } from "../log.ts";
import type { HighWaterStore } from "./high-water.ts";
import { signText } from "./sign-text.ts";
import type { SigningKeys } from "./signing-keys.ts";
import { type LedgerHead, latestCheckpoint, type RunSql, readHead, tileReader } from "./tiles.sql.ts";

export interface Signer {
  /** Says that a ledger grew; a checkpoint follows within a second. */
  touch(tenantId: string): void;
  /** Signs now if there is something to sign; false when another process holds the ledger's signing lock. */
  signNow(tenantId: string): Promise<boolean>;
  /** Resolves with true once a checkpoint covers `size`, with false after timeoutMs. */
  waitFor(tenantId: string, size: number, timeoutMs: number): Promise<boolean>;
  /** The newest signed checkpoint of the tenant's ledger, or undefined. */
  latestNote(tenantId: string): Promise<string | undefined>;
  /** Why a ledger is not signed any more; undefined while all is well. */
  refusal(tenantId: string): string | undefined;
  vkeyOf(origin: string): string;
  /**
   * Signs a text that is no checkpoint with the key of the ledger of this origin. Throws an Error for a text that could be read as a
   * checkpoint: its first line must begin with `sealtrail-` (domain separation, see sign-text.ts).
   */
  signText(origin: string, text: string): string;
  close(): Promise<void>;
}

/** The database is not an extension of the last signed checkpoint: nothing is signed until an operator opens a new epoch. */
export class ForkError extends Error {}

const INTERVAL_MS = 900;
const SOON_MS = 120;
const LOCK_RETRY_MS = 250;
const POLL_MS = 150;

export interface SignerOptions {
  pool: pg.Pool;
  clock: Clock;
  keys: SigningKeys;
  marks: HighWaterStore;
}

interface Schedule {
  timer?: NodeJS.Timeout;
  lastSignedMs: number;
  signedSize: number;
  refusal?: string;
  running?: Promise<unknown>;
}

export function openSigner(options: SignerOptions): Signer {
  const schedules = new Map<string, Schedule>();
  let closed = false;

  const scheduleOf = (tenantId: string) => {
    const schedule = schedules.get(tenantId) ?? { lastSignedMs: 0, signedSize: 0 };
    schedules.set(tenantId, schedule);
    return schedule;
  };

  function touch(tenantId: string, delayMs?: number): void {
    const schedule = scheduleOf(tenantId);
    if (schedule.timer || closed) return;
    const wait = delayMs ?? Math.max(SOON_MS, schedule.lastSignedMs + INTERVAL_MS - Date.now());
    schedule.timer = setTimeout(() => {
      schedule.timer = undefined;
      // What arrives while this signing runs waits for the next interval.
      schedule.lastSignedMs = Date.now();
      schedule.running = signNow(tenantId)
        .then((done) => void (done || touch(tenantId, LOCK_RETRY_MS)))
        .catch((error) => {
          if (!(error instanceof ForkError)) touch(tenantId, INTERVAL_MS);
        });
    }, wait);
  }

  async function signNow(tenantId: string): Promise<boolean> {
    const schedule = scheduleOf(tenantId);
    try {
      const size = await inLedgerTransaction(options.pool, tenantId, (run) => signIfGrown(run, tenantId, options));
      if (size === undefined) return false;
      schedule.lastSignedMs = Date.now();
      schedule.signedSize = size;
      schedule.refusal = undefined;
      return true;
    } catch (error) {
      if (error instanceof ForkError) schedule.refusal = error.message;
      log.error({ err: error, tenant: tenantId }, "checkpoint not signed");
      throw error;
    }
  }

  async function waitFor(tenantId: string, size: number, timeoutMs: number): Promise<boolean> {
    const schedule = scheduleOf(tenantId);
    for (const deadline = Date.now() + timeoutMs; ; ) {
      if (schedule.signedSize >= size) return true;
      const signed = await inLedgerTransaction(options.pool, tenantId, async (run) => {
        const head = await readHead(run, tenantId);
        return (await latestCheckpoint(run, tenantId, head.epoch))?.size ?? 0;
      });
      schedule.signedSize = Math.max(schedule.signedSize, signed);
      if (schedule.signedSize >= size) return true;
      if (Date.now() + POLL_MS > deadline) return false;
      touch(tenantId);
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }

  return {
    touch: (tenantId) => touch(tenantId),
    signNow,
    waitFor,
    latestNote: (tenantId) =>
      inLedgerTransaction(options.pool, tenantId, async (run) => {
        const head = await readHead(run, tenantId);
        return (await latestCheckpoint(run, tenantId, head.epoch))?.note;
      }),
    refusal: (tenantId) => schedules.get(tenantId)?.refusal,
    vkeyOf: options.keys.vkeyOf,
    signText: (origin, text) => signText(options.keys.signerOf(origin), text),
    async close() {
      closed = true;
      for (const schedule of schedules.values()) clearTimeout(schedule.timer);
      await Promise.allSettled([...schedules.values()].map((schedule) => schedule.running));
    },
  };
}

/** One transaction on the ledger's own pool with the tenant set; undefined results are committed all the same. */
export async function inLedgerTransaction<T>(
  pool: pg.Pool,
  tenantId: string,
  work: (run: RunSql) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query("BEGIN");
    await client.query("SELECT set_config('app.tenant_id', $1, true)", [tenantId]);
    const result = await work(async (text, values) => (await client.query(text, values)).rows);
    await client.query("COMMIT");
    return result;
  } catch (error) {
    await client.query("ROLLBACK").catch((cause: Error) => {
      broken = cause;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

/** The size that a checkpoint covers now, or undefined when another process is signing this ledger. */
async function signIfGrown(run: RunSql, tenantId: string, options: SignerOptions): Promise<number | undefined> {
  const [lock] = await run<{ held: boolean }>(
    "SELECT pg_try_advisory_xact_lock(hashtextextended('sealtrail.sign ' || $1, 0)) AS held",
    [tenantId],
  );
  if (!lock?.held) return undefined;
  const head = await readHead(run, tenantId);
  const last = await latestCheckpoint(run, tenantId, head.epoch);
  if (head.size === (last?.size ?? 0)) return head.size;

  const signer = options.keys.signerOf(head.origin);
  const mark = await options.marks.read(head.origin);
  if (last && mark === undefined)
    throw new ForkError(
      `${head.origin} has checkpoints but no high-water mark: it is not signed until the mark is restored or a new epoch is opened`,
    );
  const root = frontierRoot({ size: head.size, edge: head.frontier });
  const markSize =
    mark === undefined ? 0 : await proveExtension(run, head, root, mark, options.keys.vkeyOf(head.origin));
  const note =
    mark !== undefined && markSize === head.size
      ? mark
      : signNote(formatCheckpoint({ origin: head.origin, size: head.size, root }), [signer]);
  if (note !== mark && !(await options.marks.compareAndSwap(head.origin, mark, note))) {
    throw new Error(`the high-water mark of ${head.origin} moved while this process held the signing lock`);
  }
  await run("SELECT checkpoint_publish($1::uuid, $2::int, $3::bigint, $4::bytea, $5::text, $6::timestamptz)", [
    tenantId,
    head.epoch,
    head.size,
    Buffer.from(root),
    note,
    options.clock.now(),
  ]);
  return head.size;
}

/** Checks by a consistency proof (RFC 9162, section 2.1.4) that the database extends the mark; returns the mark's size. */
async function proveExtension(
  run: RunSql,
  head: LedgerHead,
  root: Uint8Array,
  mark: string,
  vkey: string,
): Promise<number> {
  const fork = (why: string, cause?: unknown) =>
    new ForkError(
      `${head.origin} is not an extension of its last signed checkpoint (${why}): nothing is signed until the database is brought forward or a new epoch is opened`,
      { cause },
    );
  let marked: ReturnType<typeof openCheckpoint>;
  try {
    marked = openCheckpoint(mark, vkey);
  } catch (cause) {
    throw fork("the high-water mark is not signed by this ledger's key", cause);
  }
  if (marked.size > head.size) throw fork(`the mark has ${marked.size} events, the database ${head.size}`);
  const reader = tileReader(run, head);
  if (!equalBytes(await rootAt(reader, head.size), root)) throw fork("tiles and frontier differ");
  const proof = await consistencyProof(reader, marked.size, head.size);
  if (!verifyConsistency(marked.size, marked.root, head.size, root, proof))
    throw fork(`the events below seq ${marked.size} have changed`);
  return marked.size;
}
