import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { eventAt, RuleRun, ruleOf, runInEngine, START_MS } from "../../../../tests/rule-runs.ts";
import type { Observed } from "../detector.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const COUNT = 4;
const WINDOW_MS = 10 * MINUTE_MS;
const WINDOW_S = WINDOW_MS / 1_000;

/** Events of few actors, targets and actions, at times that often fall into one window and often do not: by minute, actor, target and action. */
const anyFacts = fc.array(
  fc.tuple(
    fc.nat({ max: 60 }),
    fc.constantFrom("u_1", "u_2"),
    fc.constantFrom("a", "b", "c", "d", "e"),
    fc.constantFrom("one", "two", "three"),
  ),
  { minLength: 25, maxLength: 60 },
);
const eventsOf = (facts: [number, string, string, string][]) =>
  facts.map(([minute, actor, target, action], seq) =>
    eventAt(
      seq,
      START_MS + minute * MINUTE_MS,
      { action, actor: { type: "user", id: actor }, targets: [{ type: "x", id: target }] },
      START_MS + 3 * HOUR_MS,
    ),
  );

const timeOf = (observed: Observed) => observed.atMs;
const isWithin = (list: readonly Observed[]) =>
  Math.max(...list.map(timeOf)) - Math.min(...list.map(timeOf)) <= WINDOW_MS;

/** Whether some window that holds the last of `arrived` makes the rule true; `holds` judges the events of one window, in order of time. */
function isSeen(arrived: readonly Observed[], holds: (window: Observed[]) => boolean): boolean {
  const last = arrived.at(-1)!;
  const sorted = arrived
    .filter((one) => one.columns.actorId === last.columns.actorId)
    .toSorted((a, b) => a.atMs - b.atMs || a.seq - b.seq);
  return sorted.some((first) => {
    const window = sorted.filter((one) => one.atMs >= first.atMs && one.atMs - first.atMs <= WINDOW_MS);
    return window.includes(last) && holds(window);
  });
}

const distinctTargets = (window: Observed[]) => new Set(window.map((one) => one.columns.targetId)).size;

/** Whether the steps one, two, three follow each other and the event is one of them. */
const isOrdered = (last: Observed) => (window: Observed[]) => {
  const placesOf = (action: string) => [...window.keys()].filter((i) => window[i]!.columns.action === action);
  return placesOf("one").some((one) =>
    placesOf("two").some(
      (two) =>
        one < two &&
        placesOf("three").some((three) => two < three && [one, two, three].some((place) => window[place] === last)),
    ),
  );
};

const RULES = {
  threshold: [
    ruleOf({ kind: "threshold", query: "", count: COUNT, windowS: WINDOW_S, groupBy: ["actor.id"] }),
    (_: Observed) => (window: Observed[]) => window.length >= COUNT,
  ],
  distinct: [
    ruleOf({ kind: "distinct", query: "", field: "target.id", count: COUNT, windowS: WINDOW_S, groupBy: ["actor.id"] }),
    (_: Observed) => (window: Observed[]) => distinctTargets(window) >= COUNT,
  ],
  sequence: [
    ruleOf({
      kind: "sequence",
      steps: [{ query: "action:one" }, { query: "action:two" }, { query: "action:three" }],
      windowS: WINDOW_S,
      groupBy: ["actor.id"],
    }),
    isOrdered,
  ],
} as const;

describe.each(Object.entries(RULES))("a rule of kind %s", (_, [rule, holdsWith]) => {
  const check = (events: readonly Observed[], restarts: ReadonlySet<number>) => {
    const run = new RuleRun(rule);
    let seen = 0;
    for (const [i, one] of events.entries()) {
      const found = run.observe(one);
      const expected = isSeen(events.slice(0, i + 1), holdsWith(one));
      expect(
        found.length,
        JSON.stringify(events.slice(0, i + 1).map(({ atMs, columns }) => [atMs - START_MS, columns.action])),
      ).toBe(expected ? 1 : 0);
      if (expected) {
        seen++;
        const { window } = found[0]!.explanation;
        expect(window.toMs - window.fromMs).toBeLessThanOrEqual(WINDOW_MS);
        expect(found[0]!.seqs).toEqual(found[0]!.seqs.toSorted((a, b) => a - b));
        expect(isWithin(events.filter((event) => found[0]!.seqs.includes(event.seq)))).toBe(true);
      }
      if (restarts.has(i)) run.restart();
    }
    return seen;
  };

  it("sees exactly what a look at every window sees, in order and out of order, whatever is stored in between", () => {
    let seen = 0;
    fc.assert(
      fc.property(anyFacts, fc.boolean(), fc.uniqueArray(fc.nat({ max: 60 })), (facts, isSorted, restarts) => {
        // The seq is the order of arrival.
        const events = eventsOf(isSorted ? facts.toSorted((a, b) => a[0] - b[0]) : facts);
        seen += check(events, new Set(restarts));
      }),
      { numRuns: 150, seed: 20_261_128 },
    );
    expect(seen).toBeGreaterThan(300);
  });
});

describe("in the engine", () => {
  const threshold = ruleOf(
    { kind: "threshold", query: "", count: 3, windowS: 600, groupBy: ["actor.id"] },
    { name: "Reads" },
  );
  const at = (seq: number, minute: number, receivedMinute = minute) =>
    eventAt(seq, START_MS + minute * MINUTE_MS, {}, START_MS + receivedMinute * MINUTE_MS);

  it("raises once and extends within the deduplication window", () => {
    const { outcomes } = runInEngine(
      [threshold],
      [at(0, 0), at(1, 2), at(2, 9), at(3, 10), at(4, 59), at(5, 64), at(6, 68), at(7, 90)],
    );
    expect(outcomes.map(({ kind, finding }) => [kind, finding.seqs])).toEqual([
      ["raise", [0, 1, 2]],
      ["extend", [0, 1, 2, 3]],
      ["extend", [4, 5, 6]],
    ]);
    expect(outcomes[0]!.finding).toMatchObject({
      source: "rule",
      ruleId: threshold.id,
      entity: { type: "actor", id: "u_1", name: "Ana Ruiz" },
      title: "Reads: 3 events of Ana Ruiz in 9 minutes",
      severity: "high",
      confidence: 1,
      events: 3,
      isLate: false,
      explanation: { seen: "3 events in 9 minutes", expected: "fewer than 3 events in 10 minutes" },
    });
  });

  it("an event of yesterday that comes today completes a window of then, and says that it is late; an older one raises nothing", () => {
    const day = 24 * 60;
    const late = runInEngine([threshold], [at(0, 60), at(1, 62), at(2, day), at(3, 61, day)]);
    expect(late.outcomes.map(({ kind, finding }) => [kind, finding.isLate, finding.seqs])).toEqual([
      ["raise", true, [0, 1, 3]],
    ]);
    const old = runInEngine([threshold], [at(0, 60), at(1, 62), at(2, 2 * day), at(3, 61, 2 * day)]);
    expect(old.outcomes).toEqual([]);
  });

  it("an event that claims the future counts when it came", () => {
    const events = [at(0, 500_000, 0), at(1, 400_000, 1), at(2, 2)];
    const { outcomes } = runInEngine([threshold], events);
    expect(outcomes.map(({ finding }) => finding.seqs)).toEqual([[0, 1, 2]]);
  });

  it("late events take nothing back and make no second alert of what is one already", () => {
    const inOrder = [at(0, 0), at(1, 2), at(2, 4), at(3, 30)];
    const withLate = [...inOrder, at(4, 3, 31), at(5, 1, 32)];
    const [one, two] = [runInEngine([threshold], inOrder), runInEngine([threshold], withLate)];
    expect(two.outcomes.slice(0, one.outcomes.length)).toEqual(one.outcomes);
    expect(two.outcomes.slice(one.outcomes.length).map(({ kind }) => kind)).toEqual(["extend", "extend"]);
  });

  it("raises at most so many alerts a day, and goes on the day after", () => {
    const limited = ruleOf(
      { kind: "threshold", query: "", count: 1, windowS: 60, groupBy: ["actor.id"] },
      { suppression: { alertsPerDay: 2 }, dedupMinutes: 5 },
    );
    const of = (seq: number, minute: number, actor: string) =>
      eventAt(seq, START_MS + minute * MINUTE_MS, { actor: { type: "user", id: actor } });
    const events = [
      of(0, 0, "a"),
      of(1, 1, "b"),
      of(2, 2, "c"),
      of(3, 3, "a"),
      of(4, 10, "a"),
      of(5, 24 * 60 + 2, "d"),
    ];
    const { outcomes } = runInEngine([limited], events);
    expect(outcomes.map(({ kind, finding }) => [kind, finding.entity.id])).toEqual([
      ["raise", "a"],
      ["raise", "b"],
      ["extend", "a"],
      ["raise", "d"],
    ]);
  });

  it("leaves out what is suppressed, what lacks the group's field, and what Sealtrail records of its alerts", () => {
    const rule = ruleOf(
      { kind: "threshold", query: "", count: 1, windowS: 60, groupBy: ["ip"] },
      { suppression: { query: "actor:svc" } },
    );
    const run = new RuleRun(rule);
    const source = { ip: "203.0.113.7" };
    expect(run.observe(eventAt(0, START_MS, { source }))).toHaveLength(1);
    expect(run.observe(eventAt(1, START_MS, { source, actor: { type: "service", id: "svc" } }))).toEqual([]);
    expect(run.observe(eventAt(2, START_MS))).toEqual([]);
    const trail = { source, action: "alert.raised", origin: { system: "sealtrail" } };
    expect(run.observe(eventAt(3, START_MS, trail))).toEqual([]);
    expect(run.observe(eventAt(4, START_MS, { ...trail, action: "member.removed" }))).toHaveLength(1);
    expect(run.observe(eventAt(5, START_MS, { ...trail, origin: { system: "vault" } }))).toHaveLength(1);
  });

  it("names the entity by what it groups by", () => {
    const entityBy = (...groupBy: string[]) => {
      const run = new RuleRun(ruleOf({ kind: "threshold", query: "", count: 1, windowS: 60, groupBy }));
      const [finding] = run.observe(
        eventAt(0, START_MS, {
          source: { ip: "203.0.113.7", environment: "Prod" },
          session_id: "s_1",
          origin: { system: "vault" },
          category: "access",
          metadata: { path: ["DB/x", "y"] },
        }),
      );
      return [finding!.entity.type, finding!.entity.id, finding!.title];
    };
    expect(entityBy("actor.id")).toEqual(["actor", "u_1", "Rule: 1 event of Ana Ruiz"]);
    expect(entityBy("ip")).toEqual(["ip", "203.0.113.7", "Rule: 1 event from 203.0.113.7"]);
    expect(entityBy("session")).toEqual(["session", "s_1", "Rule: 1 event of session s_1"]);
    expect(entityBy("key")).toEqual(["key", "key1", "Rule: 1 event of key key1"]);
    expect(entityBy("origin")[0]).toBe("origin");
    expect(entityBy("action")[0]).toBe("action");
    expect(entityBy("category")[0]).toBe("category");
    expect(entityBy("env")).toEqual(["group", "prod", "Rule: 1 event of prod"]);
    expect(entityBy("actor.id", "metadata.path")).toEqual(["group", "u_1 · db/x", "Rule: 1 event of u_1 · db/x"]);
    expect(entityBy()).toEqual(["tenant", "tenant", "Rule: 1 event"]);
  });
});
