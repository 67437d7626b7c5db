import { Worker } from "node:worker_threads";
import type pg from "pg";
import { exportSnapshot } from "./verify-database.sql.ts";
import { fetchRange, judgeRange, type RangeResult, type RangeTask } from "./verify-database-range.ts";
import type { ThreadAnswer, ThreadRequest } from "./verify-database-thread.ts";

/** Rows fetched and judged at once; a multiple of the tile's width. About 2.5 MB. */
const PIECE_ROWS = 2_048;
/** Below this a thread takes longer to start than the work does. */
const THREADS_FROM_ROWS = 8_192;
const PIECES_AHEAD = 3;

interface Thread {
  worker: Worker;
  ask(request: ThreadRequest): Promise<RangeResult | undefined>;
}

/** The threads that recompute leaves, each with a connection of its own; started when first needed. */
export interface Threads {
  all(): Thread[];
  close(): Promise<void>;
}

/** `count` is 1 to 16. Nothing is started before `all` is called. */
export function lazyThreads(databaseUrl: string, count: number): Threads {
  let threads: Thread[] | undefined;
  return {
    all() {
      threads ??= Array.from({ length: count }, () => openThread(databaseUrl));
      return threads;
    },
    async close() {
      await Promise.all((threads ?? []).map(({ worker }) => worker.terminate()));
    },
  };
}

function openThread(databaseUrl: string): Thread {
  const worker = new Worker(new URL("./verify-database-thread.ts", import.meta.url), {
    workerData: { databaseUrl },
    resourceLimits: { maxYoungGenerationSizeMb: 64 },
  });
  const waiting: { resolve(result: RangeResult | undefined): void; reject(error: Error): void }[] = [];
  let failure: Error | undefined;
  const fail = (error: Error) => {
    failure ??= error;
    for (const one of waiting.splice(0)) one.reject(failure);
  };
  worker.on("message", (answer: ThreadAnswer) => {
    const one = waiting.shift();
    if ("error" in answer) one?.reject(new Error(answer.error));
    else one?.resolve(answer.result);
  });
  worker.on("error", fail);
  worker.on("exit", (code) => fail(new Error(`a verifying thread ended (${code})`)));
  return {
    worker,
    ask: (request) =>
      new Promise((resolve, reject) => {
        if (failure) return reject(failure);
        waiting.push({ resolve, reject });
        worker.postMessage(request);
      }),
  };
}

/**
 * The pieces of a ledger from seq 0 to `end`, in order, read in the transaction of `client`; with threads, in a view of the
 * same moment.
 */
export async function* readPieces(
  client: pg.Client,
  threads: Threads | undefined,
  ledger: { tenantId: string; size: number; end: number; edge: Uint8Array | undefined },
): AsyncGenerator<RangeResult> {
  const tasks = piecesOf(ledger);
  if (!threads || ledger.end < THREADS_FROM_ROWS) {
    for (const task of tasks) yield judgeRange(task, await fetchRange(client, task));
    return;
  }
  const { tenantId } = ledger;
  const snapshot = await exportSnapshot(client);
  const all = threads.all();
  await Promise.all(all.map((thread) => thread.ask({ type: "begin", tenantId, snapshot })));
  const ahead: Promise<RangeResult | undefined>[] = [];
  let turn = 0;
  try {
    for (;;) {
      while (ahead.length < PIECES_AHEAD * all.length) {
        const { value: task, done } = tasks.next();
        if (done) break;
        const piece = all[turn++ % all.length]!.ask({ type: "range", task });
        piece.catch(() => {});
        ahead.push(piece);
      }
      const next = ahead.shift();
      if (!next) break;
      yield (await next)!;
    }
  } finally {
    await Promise.allSettled(ahead);
    await Promise.allSettled(all.map((thread) => thread.ask({ type: "end" })));
  }
}

function* piecesOf(ledger: {
  tenantId: string;
  size: number;
  end: number;
  edge: Uint8Array | undefined;
}): Generator<RangeTask, undefined> {
  const { tenantId, size, end, edge } = ledger;
  for (let from = 0; from < end; from += PIECE_ROWS) {
    const to = Math.min(from + PIECE_ROWS, end);
    yield { tenantId, from, to, ...(to === size && edge ? { edge } : {}) };
  }
}
