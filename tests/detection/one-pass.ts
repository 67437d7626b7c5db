import { inTenant, systemContext } from "#server/access/index.ts";
import { readSetup } from "#server/detection/consumer/setup.ts";
import { Engine } from "#server/detection/engine/engine.ts";
import { MemoryStates } from "#server/detection/engine/states.ts";
import type { Outcome } from "#server/findings/index.ts";
import { readIndexable } from "#server/search/index.ts";

const PAGE = 1_000;
const FAULTS_MAX = 20;

/**
 * Runs the tenant's detectors and rules over its whole ledger once, in memory, and compares what they find with the alerts that are stored, and what
 * they remember with the stored state. Settings must not have changed meanwhile.
 */
export async function compareWithOnePass(tenantId: string): Promise<{ alerts: number; faults: string[] }> {
  const context = systemContext(tenantId, "test", ["events.read"]);
  return inTenant(context, "events.read", async (tx) => {
    const faults: string[] = [];
    const setup = await readSetup(tx, (detector, seq, error) => faults.push(`${detector} failed at ${seq}: ${error}`));
    const engine = new Engine(setup.watches, setup.time, {
      frontierMs: Number.NEGATIVE_INFINITY,
      lateEvents: 0,
      oldEvents: 0,
    });
    const states = new MemoryStates();
    for (const ref of engine.pinned) states.load(ref, null);
    const outcomes: Outcome[] = [];
    const cursor = await tx.db.detectionCursor.findUniqueOrThrow({ where: { tenantId } });
    for (let seq = 0; seq < Number(cursor.nextSeq); ) {
      const page = await readIndexable(tx, seq, Math.min(PAGE, Number(cursor.nextSeq) - seq));
      for (const body of page) {
        const observed = engine.observed(seq++, JSON.parse(body));
        for (const ref of engine.refs([observed])) if (!states.has(ref)) states.load(ref, null);
        outcomes.push(...engine.observe(observed, states));
      }
    }
    const expected = new Map<string, number>();
    for (const { kind, alertKey, finding } of outcomes)
      expected.set(alertKey, kind === "raise" ? finding.events : (expected.get(alertKey) ?? 0));
    const stored = await tx.db.alert.findMany({ where: { tenantId }, select: { alertKey: true, detector: true } });
    const keys = new Set(stored.map(({ alertKey }) => alertKey));
    // What the clock alone found has no event behind it in the ledger yet.
    for (const { alertKey, detector } of stored)
      if (!expected.has(alertKey) && detector !== "silence") faults.push(`alert ${alertKey} was not to be`);
    for (const alertKey of expected.keys()) if (!keys.has(alertKey)) faults.push(`alert ${alertKey} is missing`);
    if (stored.length !== keys.size) faults.push("an alert is there twice");
    if (Number(cursor.lateEvents) !== engine.progress.lateEvents)
      faults.push(`${cursor.lateEvents} late events instead of ${engine.progress.lateEvents}`);
    const rows = await tx.db.detectionState.findMany({ where: { tenantId } });
    const remembered = new Map(rows.map(({ kind, key, value }) => [`${kind}\n${key}`, value]));
    for (const { kind, key, value } of states.takeDirty()) {
      const id = `${kind}\n${key}`;
      const now = remembered.get(id) ?? null;
      remembered.delete(id);
      if (!sameState(value, now))
        faults.push(`state ${kind} ${key}: ${now?.slice(0, 300)} instead of ${value?.slice(0, 300)}`);
    }
    for (const id of remembered.keys()) faults.push(`state ${id} was not to be`);
    return { alerts: stored.length, faults: faults.slice(0, FAULTS_MAX) };
  });
}

/** The order of slots follows from when a row was loaded. */
function sameState(a: string | null, b: string | null): boolean {
  const sorted = (text: string | null) =>
    text === null ? null : JSON.stringify(Object.entries(JSON.parse(text)).toSorted(([x], [y]) => (x < y ? -1 : 1)));
  return sorted(a) === sorted(b);
}
