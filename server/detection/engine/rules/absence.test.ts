import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { eventAt, RuleRun, ruleOf, runInEngine, START_MS } from "../../../../tests/rule-runs.ts";
import { ABSENCE_GROUPS_MAX } from "./group-keys.ts";

const MINUTE_MS = 60_000;
const WINDOW_MIN = 10;
const rule = ruleOf(
  { kind: "absence", query: "action:backup", windowS: WINDOW_MIN * 60, groupBy: ["origin"] },
  { name: "Backups" },
);
const heard = (seq: number, minute: number, system = "vault", receivedMinute = minute) =>
  eventAt(
    seq,
    START_MS + minute * MINUTE_MS,
    { action: "backup", origin: { system } },
    START_MS + receivedMinute * MINUTE_MS,
  );
const minuteOf = (ms: number) => (ms - START_MS) / MINUTE_MS;
const at = (minute: number) => START_MS + minute * MINUTE_MS;

describe("a rule of kind absence", () => {
  it("tells by the clock, two minutes behind the deadline, and once", () => {
    const run = new RuleRun(rule);
    expect(run.observe(heard(0, 0))).toEqual([]);
    expect(run.tick(at(11)).findings).toEqual([]);
    expect(minuteOf(run.tick(at(11)).dueMs!)).toBe(12);
    const [finding] = run.tick(at(12)).findings;
    expect(finding).toMatchObject({
      entity: { type: "origin", id: "vault" },
      title: "Backups: nothing from vault for 10 minutes",
      seqs: [0],
      atMs: at(10),
      explanation: { seen: "no event for 10 minutes", window: { fromMs: at(0), toMs: at(10) } },
    });
    expect(run.tick(at(60))).toEqual({ findings: [], dueMs: undefined });
    expect(run.observe(heard(1, 70))).toEqual([]);
    expect(run.tick(at(90)).findings.map(({ atMs }) => minuteOf(atMs))).toEqual([80]);
  });

  it("comes to the same alert whether the clock or the next event tells", () => {
    const other = (seq: number, minute: number) => eventAt(seq, at(minute), { action: "other" });
    const byClock = runInEngine([rule], [heard(0, 0)], at(30)).outcomes;
    const byEvents = runInEngine([rule], [heard(0, 0), other(1, 20), heard(2, 30)]).outcomes;
    const byReturn = runInEngine([rule], [heard(0, 0), heard(1, 30)], at(31)).outcomes;
    expect(byClock).toHaveLength(1);
    expect(byEvents).toEqual(byClock);
    expect(byReturn).toEqual(byClock);
    const run = new RuleRun(rule);
    run.observe(heard(0, 0));
    expect(run.observe(heard(1, 30))).toEqual([byClock[0]!.finding]);
  });

  it("says nothing of a group that was never heard, nor of events that do not fit", () => {
    const run = new RuleRun(rule);
    run.observe(eventAt(0, at(0), { action: "restore", origin: { system: "vault" } }));
    run.observe(eventAt(1, at(0), { action: "backup" }));
    expect(run.tick(at(1_000))).toEqual({ findings: [], dueMs: undefined });
  });

  it("waits for events that are on time but out of order", () => {
    const run = new RuleRun(rule);
    run.observe(heard(0, 0));
    expect(run.observe(heard(1, 11))).toEqual([]);
    expect(run.observe(heard(2, 9))).toEqual([]);
    expect(run.tick(at(13)).findings).toEqual([]);
    const missing = new RuleRun(rule);
    missing.observe(heard(0, 0));
    missing.observe(heard(1, 11));
    expect(missing.tick(at(12)).findings.map(({ seqs }) => seqs)).toEqual([[0]]);
    // What was told stays told.
    expect(missing.observe(heard(2, 5, "vault", 14))).toEqual([]);
    expect(missing.tick(at(15)).findings).toEqual([]);
  });

  it("tells of every silence of each group, whatever is stored in between", () => {
    let told = 0;
    const anyMinutes = fc.array(fc.tuple(fc.nat({ max: 200 }), fc.constantFrom("a", "b")), { maxLength: 25 });
    fc.assert(
      fc.property(anyMinutes, fc.boolean(), (list, restarts) => {
        const sorted = list.toSorted((a, b) => a[0] - b[0]);
        const run = new RuleRun(rule);
        for (const [seq, [minute, system]] of sorted.entries()) {
          run.tick(at(minute));
          run.observe(heard(seq, minute, system));
          if (restarts) run.restart();
        }
        run.tick(at(1_000));
        const expected = ["a", "b"].flatMap((system) => {
          const minutes = sorted.filter(([, one]) => one === system).map(([minute]) => minute);
          return minutes.flatMap((minute, i) =>
            (minutes[i + 1] ?? 999) - minute > WINDOW_MIN ? [`${system} ${minute + WINDOW_MIN}`] : [],
          );
        });
        const found = run.reports.map(({ finding }) => `${finding.entity.id} ${minuteOf(finding.atMs)}`);
        told += found.length;
        expect(found.sort()).toEqual(expected.sort());
      }),
      { numRuns: 300, seed: 20_261_128 },
    );
    expect(told).toBeGreaterThan(500);
  });

  it("listens for so many groups at most, and says how many it let go", () => {
    const run = new RuleRun(rule);
    for (let i = 0; i < ABSENCE_GROUPS_MAX + 20; i++) run.observe(heard(i, 0, `system-${i}`));
    expect(run.detector.health()).toMatchObject([{ groups: ABSENCE_GROUPS_MAX, droppedGroups: 20 }]);
    expect(run.tick(at(60)).findings).toHaveLength(ABSENCE_GROUPS_MAX);
    expect(run.reports.some(({ finding }) => finding.entity.id === "system-3")).toBe(false);
  });
});
