import { setImmediate as breathe } from "node:timers/promises";
import type { SealedEvent } from "#tlog";
import { raiseAlerts } from "../../alerts/index.ts";
import type { Outcome } from "../../findings/index.ts";
import { uuidv7 } from "../../ids.ts";
import { log } from "../../log.ts";
import { runtime } from "../../runtime.ts";
import { readIndexable } from "../../search/index.ts";
import type { Observed, StateRef } from "../engine/detector.ts";
import { Engine, type Progress } from "../engine/engine.ts";
import { MemoryStates, refId } from "../engine/states.ts";
import { pauseRule, storeHealth } from "../rules/index.ts";
import {
  type Cursor,
  claimCursor,
  moveCursor,
  readMark,
  readStates,
  resetDetection,
  writeStates,
} from "./detection.sql.ts";
import { inDetection, readSetup, type Setup } from "./setup.ts";

const BATCH_EVENTS = 1_000;
/** How long a worker may be silent before another follows in its place. */
const HELD_MS = 5_000;
const ROWS_KEPT = 20_000;
const EVENTS_A_BREATH = 200;
/** The clock is looked at this often at most while nothing comes. */
const TICK_MS_MIN = 15_000;
const HEALTH_MS = 30_000;

/** Another worker follows the tenant, until about `untilMs`. */
export class HeldByAnother extends Error {
  readonly untilMs: number;

  constructor(untilMs: number) {
    super("another worker follows this tenant");
    this.name = "HeldByAnother";
    this.untilMs = untilMs;
  }
}

interface Step {
  events: number;
  more: boolean;
}

/**
 * Follows one tenant's ledger: reads what came, runs the detectors in memory, and stores alerts, changed state and the cursor in one transaction.
 * What is in memory is a copy of what is stored; after any error it is thrown away and read again, so that a crash changes nothing.
 */
export class Follower {
  readonly tenantId: string;
  readonly #holder = uuidv7(Date.now());
  #mark: string | undefined;
  #setup: Setup | undefined;
  #cursor: Cursor | undefined;
  #engine: Engine | undefined;
  #states = new MemoryStates();
  #faults: string[] = [];
  #healthDueMs = 0;

  constructor(tenantId: string) {
    this.tenantId = tenantId;
  }

  /** One batch: how many events it had, and whether more may wait. Throws HeldByAnother. */
  async step(): Promise<Step> {
    try {
      return await this.#step();
    } catch (error) {
      this.#forget();
      throw error;
    }
  }

  #forget(): void {
    this.#cursor = undefined;
    this.#engine = undefined;
    this.#states = new MemoryStates();
  }

  async #step(): Promise<Step> {
    const nowMs = runtime().clock.now().getTime();
    const read = await inDetection(this.tenantId, async (tx) => {
      const cursor = this.#cursor ?? (await claimCursor(tx, this.#holder, nowMs, nowMs + HELD_MS));
      if (!cursor) throw new HeldByAnother(nowMs + HELD_MS);
      const { mark, size, epoch } = await readMark(tx);
      if (epoch !== cursor.epoch) {
        await resetDetection(tx);
        return undefined;
      }
      const setup = mark === this.#mark && this.#setup ? this.#setup : await readSetup(tx, this.#onFault);
      const bodies =
        size > cursor.nextSeq
          ? await readIndexable(tx, cursor.nextSeq, Math.min(BATCH_EVENTS, size - cursor.nextSeq))
          : [];
      return { cursor, mark, setup, bodies };
    });
    if (!read) {
      this.#forget();
      return { events: 0, more: true };
    }
    const { cursor, mark, setup, bodies } = read;
    if (!this.#engine || mark !== this.#mark)
      this.#engine = new Engine(setup.watches, setup.time, { ...cursor.progress });
    this.#mark = mark;
    this.#setup = setup;
    this.#cursor = cursor;
    return this.#run(this.#engine, cursor, bodies, nowMs);
  }

  async #run(engine: Engine, cursor: Cursor, bodies: readonly string[], nowMs: number): Promise<Step> {
    const events: Observed[] = [];
    for (const body of bodies) {
      events.push(engine.observed(cursor.nextSeq + events.length, JSON.parse(body) as SealedEvent));
      if (events.length % EVENTS_A_BREATH === 0) await breathe();
    }
    await this.#load([...engine.pinned, ...engine.refs(events)]);
    const outcomes: Outcome[] = [];
    const bySeq = new Map<number, SealedEvent>();
    for (const [i, observed] of events.entries()) {
      const found = engine.observe(observed, this.#states);
      if (found.length > 0) {
        bySeq.set(observed.seq, observed.event);
        outcomes.push(...found);
      }
      if (i % EVENTS_A_BREATH === EVENTS_A_BREATH - 1) await breathe();
    }
    const hasCaughtUp = bodies.length < BATCH_EVENTS;
    let dueMs: number | null = null;
    if (hasCaughtUp) {
      const ticked = engine.tick(nowMs, this.#states);
      outcomes.push(...ticked.outcomes);
      dueMs = ticked.dueMs === undefined ? null : Math.max(ticked.dueMs, nowMs + TICK_MS_MIN);
    }
    const progress = { ...engine.progress };
    await this.#store(cursor, { nextSeq: cursor.nextSeq + events.length, progress, dueMs }, outcomes, bySeq, nowMs);
    const pinned = new Set(engine.pinned.map(refId));
    this.#states.shrink(ROWS_KEPT, (ref) => pinned.has(refId(ref)));
    return { events: events.length, more: !hasCaughtUp };
  }

  async #load(refs: readonly StateRef[]): Promise<void> {
    const missing = refs.filter((ref) => !this.#states.has(ref));
    if (missing.length > 0) {
      const stored = await inDetection(this.tenantId, (tx) => readStates(tx, missing));
      for (const ref of missing) this.#states.load(ref, stored.get(refId(ref)) ?? null);
    }
    for (const ref of refs) this.#states.use(ref);
  }

  async #store(
    from: Cursor,
    to: { nextSeq: number; progress: Progress; dueMs: number | null },
    outcomes: readonly Outcome[],
    bySeq: ReadonlyMap<number, SealedEvent>,
    nowMs: number,
  ): Promise<void> {
    const changed = this.#states.takeDirty();
    const rules = this.#setup?.rules;
    const costly = rules?.tooCostly() ?? [];
    const health = rules && nowMs >= this.#healthDueMs ? rules.health() : [];
    const fault = this.#faults.at(-1) ?? null;
    await inDetection(this.tenantId, async (tx) => {
      const hold = { holder: this.#holder, nowMs, untilMs: nowMs + HELD_MS };
      if (!(await moveCursor(tx, from, { ...to, fault }, hold))) throw new HeldByAnother(nowMs);
      await writeStates(tx, changed);
      if (outcomes.length > 0) await raiseAlerts(tx, outcomes, bySeq);
      if (health.length > 0) await storeHealth(tx, health);
      for (const ruleId of costly)
        await pauseRule(tx, ruleId, "It took too long: more than a millisecond an event. Make it narrower.");
    });
    this.#faults = [];
    if (health.length > 0) this.#healthDueMs = nowMs + HEALTH_MS;
    this.#cursor = { epoch: from.epoch, nextSeq: to.nextSeq, progress: to.progress };
  }

  #onFault = (detector: string, seq: number, error: unknown): void => {
    log.error(
      { err: error, tenant: this.tenantId, detector, seq },
      "a detector failed on an event; the others went on",
    );
    this.#faults.push(seq < 0 ? `${detector} failed by the clock` : `${detector} failed on the event with seq ${seq}`);
  };
}
