import { setImmediate as breathe } from "node:timers/promises";
import type { SealedEvent } from "#tlog";
import { AppError } from "../../errors.ts";
import { uuidv7 } from "../../ids.ts";
import { readHead } from "../../ledger/index.ts";
import { log } from "../../log.ts";
import { runtime } from "../../runtime.ts";
import { copyIndexable } from "../../search/index.ts";
import { inDetection } from "../consumer/setup.ts";
import { Engine } from "../engine/engine.ts";
import { MemoryStates } from "../engine/states.ts";
import type { TrialSubject } from "../schemas.ts";
import { TRIAL_EVENTS_MAX } from "./create-trial.ts";
import { watchOf } from "./subject.ts";
import { Tally } from "./tally.ts";
import { findTrial, type TrialResult, type TrialRow } from "./trial-rows.ts";

const LEASE_MS = 15_000;
const SAVED_MS = 500;
const COPIED_EVENTS = 20_000;
const DAY_MS = 86_400_000;
const ATTEMPTS_MAX = 5;
/** Work of so long, then others get their turn. */
const BREATH_MS = 20;

/** The trial was cancelled or is another worker's by now. */
class TrialLost extends Error {}

/** Runs a trial that waits, or whose worker is gone, from its beginning; does nothing where another worker has it. It raises nothing. */
export async function runTrial(tenantId: string, id: string, isStopping: () => boolean): Promise<void> {
  const row = await claim(tenantId, id);
  if (!row) return;
  try {
    if (row.attempts > ATTEMPTS_MAX) throw new AppError("unavailable", "It was begun again and again without an end.");
    await finish(row, { state: "done", result: await run(row, isStopping) });
  } catch (error) {
    if (error instanceof TrialLost) return;
    log.warn({ err: error, tenant: tenantId, trial: id }, "a trial failed");
    const failure =
      error instanceof AppError ? error.message : "It failed: try again, and tell an operator if it does so anew.";
    await finish(row, { state: "failed", failure }).catch(() => {});
  }
}

async function run(row: TrialRow, isStopping: () => boolean): Promise<TrialResult> {
  const { tenantId } = row;
  const subject = row.subject as unknown as TrialSubject;
  const { watch, time, isTooCostly, size } = await inDetection(tenantId, async (tx) => ({
    ...(await watchOf(tx, subject)),
    size: (await readHead(tx.run, tenantId)).size,
  }));
  const toMs = runtime().clock.now().getTime();
  const fromMs = toMs - row.days * DAY_MS;
  const firstSeq = Math.max(0, size - TRIAL_EVENTS_MAX);
  const engine = new Engine([watch], time, { frontierMs: Number.NEGATIVE_INFINITY, lateEvents: 0, oldEvents: 0 });
  const states = new MemoryStates();
  for (const ref of engine.pinned) states.load(ref, null);
  const tally = new Tally(time, fromMs, toMs);
  const progress = { savedMs: performance.now(), breathMs: performance.now() };
  let oldestMs = Number.POSITIVE_INFINITY;
  let seq = firstSeq;
  while (seq < size)
    for await (const bodies of copyIndexable(tenantId, seq, Math.min(size, seq + COPIED_EVENTS)))
      for (const body of bodies) {
        const observed = engine.observed(seq, JSON.parse(body.toString()) as SealedEvent);
        oldestMs = Math.min(oldestMs, observed.atMs);
        for (const ref of engine.refs([observed])) if (!states.has(ref)) states.load(ref, null);
        tally.add(engine.observe(observed, states));
        seq++;
        if ((seq & 31) === 0 && performance.now() - progress.breathMs > BREATH_MS) {
          await breathe();
          progress.breathMs = performance.now();
          if (progress.breathMs - progress.savedMs > SAVED_MS) {
            progress.savedMs = progress.breathMs;
            await save(row, seq - firstSeq, isStopping());
          }
        }
      }
  tally.add(engine.tick(toMs, states).outcomes);
  if (isTooCostly())
    throw new AppError(
      "invalid",
      "It takes too long: make its query or its patterns narrower. Switched on, it would be paused.",
    );
  const covered = { fromMs: Math.max(fromMs, Math.min(oldestMs, toMs)), toMs, events: size - firstSeq };
  return tally.result(covered, firstSeq > 0 && oldestMs > fromMs);
}

async function claim(tenantId: string, id: string): Promise<TrialRow | undefined> {
  const now = runtime().clock.now();
  return inDetection(tenantId, async (tx) => {
    const claimed = await tx.run(
      `UPDATE detection_trial SET state = 'running', attempts = attempts + 1, lease_id = $3::uuid, lease_until = $4::timestamptz
        WHERE tenant_id = $1::uuid AND id = $2::uuid AND (state = 'queued' OR (state = 'running' AND lease_until < $5::timestamptz)) RETURNING id`,
      [tenantId, id, uuidv7(now.getTime()), new Date(now.getTime() + LEASE_MS), now],
    );
    return claimed.length === 0 ? undefined : findTrial(tx, id);
  });
}

/** Says how far it is. A worker that stops gives the trial back. */
async function save({ tenantId, id, leaseId }: TrialRow, eventsDone: number, isStopping: boolean): Promise<void> {
  const untilMs = runtime().clock.now().getTime() + (isStopping ? -1 : LEASE_MS);
  const { count } = await inDetection(tenantId, (tx) =>
    tx.db.detectionTrial.updateMany({
      where: { tenantId, id, leaseId, state: "running" },
      data: { eventsDone, leaseUntil: new Date(untilMs) },
    }),
  );
  if (count === 0 || isStopping) throw new TrialLost();
}

async function finish(
  { tenantId, id, leaseId }: TrialRow,
  end: { state: "done"; result: TrialResult } | { state: "failed"; failure: string },
): Promise<void> {
  await inDetection(tenantId, (tx) =>
    tx.db.detectionTrial.updateMany({
      where: { tenantId, id, leaseId, state: "running" },
      data: {
        state: end.state,
        finishedAt: runtime().clock.now(),
        leaseId: null,
        leaseUntil: null,
        ...(end.state === "done"
          ? { result: JSON.parse(JSON.stringify(end.result)), eventsDone: end.result.covered.events }
          : { failure: end.failure }),
      },
    }),
  );
}
