import { describe, expect, it } from "vitest";
import { BERLIN, DetectionRun, type Given, sealed } from "../../../tests/detection-run.ts";
import type { Finding } from "../../findings/index.ts";
import type { Detector, Lateness } from "./detector.ts";
import { Engine } from "./engine.ts";
import { makeExclusions } from "./exclusions.ts";
import { MemoryStates } from "./states.ts";

const MINUTE = 60_000;
const DAY = 86_400_000;
const START = Date.parse("2026-03-02T09:00:00.000Z");
const REF = { kind: "tenant", key: "test" };

const finding = (atMs: number, seq: number): Finding => ({
  source: "burst",
  entity: { type: "tenant", id: "t" },
  title: "Something happened",
  severity: "low",
  confidence: 1,
  atMs,
  seqs: [seq],
  events: 1,
  explanation: { seen: "", expected: "", window: { fromMs: atMs, toMs: atMs }, arithmetic: [], confidence: "1" },
  isLate: false,
});

/** Reports every event, and notes how late the engine took each for. */
function reporter(seen: Lateness[], dedupMs = 10 * MINUTE): Detector {
  return {
    name: "burst",
    pinned: [REF],
    refs: () => [],
    observe({ atMs, seq, lateness }, _states, situation) {
      seen.push(lateness);
      situation.report({ ref: REF, dedupKey: "k", dedupMs, finding: finding(atMs, seq) });
    },
  };
}

function run(events: Given[], seen: Lateness[] = []) {
  const watches = [
    { detector: reporter(seen), exclusions: makeExclusions({ actors: ["left"], networks: ["203.0.113.0/24"] }) },
  ];
  const engine = new Engine(watches, BERLIN, { frontierMs: Number.NEGATIVE_INFINITY, lateEvents: 0, oldEvents: 0 });
  const states = new MemoryStates();
  states.load(REF, null);
  const outcomes = events.flatMap((event, seq) => engine.observe(engine.observed(seq, sealed(event)), states));
  return { engine, outcomes };
}

const at = (minutes: number, more: Partial<Given> = {}): Given => ({
  at: START + minutes * MINUTE,
  action: "x",
  ...more,
});

describe("the frontier", () => {
  it("makes events late after two minutes and old after a day; old ones raise nothing", () => {
    const seen: Lateness[] = [];
    const { engine, outcomes } = run([at(0), at(1_440), at(1_438), at(1_437), at(0), at(-1)], seen);
    expect(seen).toEqual(["on_time", "on_time", "on_time", "late", "late", "old"]);
    expect(engine.progress).toMatchObject({ lateEvents: 2, oldEvents: 1, frontierMs: START + DAY });
    expect(outcomes.map(({ finding: { isLate } }) => isLate)).toEqual([false, false, false, true, true]);
  });

  it("is not moved by an event that claims the future", () => {
    const seen: Lateness[] = [];
    run([at(0), at(1_440, { received: START + MINUTE }), at(2)], seen);
    expect(seen).toEqual(["on_time", "on_time", "on_time"]);
  });
});

describe("alerts", () => {
  it("are one for what is reported again within the time, from the first one on", () => {
    const { outcomes } = run([at(0), at(5), at(10), at(11), at(20), at(22)]);
    expect(outcomes.map(({ kind }) => kind)).toEqual(["raise", "extend", "extend", "raise", "extend", "raise"]);
    expect(outcomes[1]!.alertKey).toBe(outcomes[0]!.alertKey);
    expect(new Set(outcomes.map(({ alertKey }) => alertKey)).size).toBe(3);
  });

  it("leave out actors and networks that are excluded", () => {
    const { outcomes } = run([
      at(0, { actor: "left" }),
      at(0, { source: { ip: "203.0.113.9" } }),
      at(0, { source: { ip: "2001:db8::1" } }),
    ]);
    expect(outcomes).toHaveLength(1);
  });
});

describe("what is remembered", () => {
  it("stays small of an actor that does everything", () => {
    const everything = new DetectionRun();
    for (let i = 0; i < 4_000; i++) {
      everything.add({
        at: START + i * 7 * MINUTE,
        action: `thing${i % 300}.${["delete", "export", "view", "grant"][i % 4]}`,
        category: i % 5 === 0 ? "authentication" : "administration",
        outcome: (["success", "failure", "denied"] as const)[i % 3]!,
        session_id: `s${i % 17}`,
        targets: [{ type: `type${i % 50}`, id: `t${i}` }],
        source: {
          ip: `10.${i % 90}.${i % 7}.1`,
          user_agent: `agent${i % 40}/1`,
          location: { country: "DE", city: `c${i % 30}`, lat: i % 80, lon: i % 170 },
        },
      });
    }
    const sizes = everything.sizes;
    expect(sizes.get("actor\nanna")).toBeLessThan(20_000);
    for (const [id, size] of sizes) if (!id.startsWith("actor")) expect(size, id).toBeLessThan(20_000);
  });
});
