import { describe, expect, it } from "vitest";
import { DetectionRun, type Given } from "../../../../tests/detection-run.ts";

const DAY = 86_400_000;
const START = Date.parse("2026-03-02T09:00:00.000Z");
const CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0.0.0 Safari/537.36";
const HOME = { ip: "198.51.100.7", user_agent: CHROME, location: { country: "DE", city: "Berlin" } };

/** Two events a day. */
const habit = (days: number, more: Partial<Given> = {}): Given[] =>
  Array.from({ length: days * 2 }, (_, i) => ({
    at: START + (i * DAY) / 2,
    action: "document.view",
    category: "access",
    crud: "r",
    source: HOME,
    ...more,
  }));
const stranger = (days: number, more: Partial<Given> = {}): Given => ({
  at: START + days * DAY,
  action: "document.view",
  category: "access",
  crud: "r",
  source: { ip: "203.0.113.9", user_agent: "curl/8.1", location: { country: "RO", city: "Bucharest" } },
  ...more,
});

describe("new_for_actor", () => {
  const detectors = ["new_for_actor"] as const;
  it("says what is new all at once, and how many points that makes", () => {
    const run = new DetectionRun({ detectors });
    run.add(...habit(14), stranger(14));
    expect(run.raised).toHaveLength(1);
    const [finding] = run.raised;
    expect(finding).toMatchObject({
      source: "new_for_actor",
      entity: { type: "actor", id: "anna" },
      severity: "low",
      seqs: [28],
    });
    expect(finding!.title).toBe(
      "anna shows 3 new things within an hour: country ro, network 203.0.113.0/24 and program curl",
    );
    expect(finding!.explanation.arithmetic.at(-1)).toEqual({ label: "sum", value: "4 points", note: "alert from 4" });
    expect(finding!.explanation.history).toEqual({ events: 29, days: 14 });
  });

  it.each([
    ["within seven days", [...habit(6), stranger(6)]],
    ["of fewer than twenty events", [...habit(9).filter((_, i) => i % 2 === 0), stranger(9)]],
    ["of one new thing alone", [...habit(14), stranger(14, { source: { ...HOME, ip: "203.0.113.9" } })]],
    ["of a failure", [...habit(14), stranger(14, { outcome: "failure" })]],
    ["of reads of the trail", [...habit(14), stranger(14, { origin: { system: "sealtrail" } })]],
  ])("says nothing %s", (_, events) => {
    const run = new DetectionRun({ detectors });
    run.add(...events);
    expect(run.raised).toEqual([]);
  });

  it("adds up what is new in different events of an hour", () => {
    const run = new DetectionRun({ detectors });
    const act = (minutes: number, action: string): Given => ({
      at: START + 14 * DAY + minutes * 60_000,
      action,
      category: "administration",
      crud: "u",
      source: HOME,
    });
    run.add(...habit(14), act(0, "role.grant"));
    expect(run.raised).toEqual([]);
    run.add(act(50, "policy.update"));
    expect(run.raised.map(({ seqs }) => seqs)).toEqual([[28, 29]]);
  });

  it("forgets what was not seen for long, and speaks surer the longer it knows somebody", () => {
    const run = new DetectionRun({ detectors });
    run.add(stranger(-200), ...habit(14), stranger(14));
    expect(run.raised.map(({ confidence }) => confidence)).toEqual([1]);
    const young = new DetectionRun({ detectors });
    young.add(...habit(11), stranger(11));
    expect(young.raised[0]!.confidence).toBeGreaterThan(0.3);
    expect(young.raised[0]!.confidence).toBeLessThan(0.5);
    expect(young.raised[0]!.explanation.confidence).toContain("0.3 at 7 days of history to 1 at 30");
  });

  it("leaves alone who is excluded", () => {
    for (const exclusions of [{ actors: ["anna"] }, { networks: ["203.0.113.0/24"] }]) {
      const run = new DetectionRun({ detectors, exclusions });
      run.add(...habit(14), stranger(14));
      expect(run.raised).toEqual([]);
    }
  });

  it("learns from old events and raises nothing for them", () => {
    const run = new DetectionRun({ detectors });
    const now = START + 30 * DAY;
    run.add({ ...stranger(30), actor: "ben", source: HOME });
    run.add(...[...habit(14), stranger(14)].map((event) => ({ ...event, received: now })));
    expect(run.raised).toEqual([]);
    run.add({ ...stranger(30), at: now + 1_000 });
    expect(run.raised).toEqual([]);
  });
});

describe("new_for_tenant", () => {
  const detectors = ["new_for_tenant"] as const;
  const company = [...habit(120, { actor: "anna" })];

  it("tells the first country and the first sensitive action of anybody", () => {
    const run = new DetectionRun({ detectors });
    run.add(...company, stranger(120, { actor: "ben" }), stranger(120.1, { actor: "anna" }));
    expect(run.raised.map(({ title, severity }) => [title, severity])).toEqual([
      ["ben acts from Bucharest, RO, where nobody of the tenant was before", "medium"],
    ]);
    run.add(
      stranger(120.2, { action: "vault.generate_root_token", category: "security", crud: "c", severity: "high" }),
    );
    run.add(
      stranger(120.3, { action: "vault.generate_root_token", category: "security", crud: "c", severity: "high" }),
    );
    expect(run.raised.slice(1).map(({ title, severity }) => [title, severity])).toEqual([
      ["anna used vault.generate_root_token, which nobody of the tenant did before", "high"],
    ]);
  });

  it.each([
    ["of an action that is not sensitive", [...company, stranger(120, { action: "menu.view", source: HOME })]],
    ["before there are 200 events", [...habit(90), stranger(90)]],
    [
      "of somebody unknown who failed",
      [...company, stranger(120, { actor: { type: "anonymous" }, outcome: "failure" })],
    ],
  ])("says nothing %s", (_, events) => {
    const run = new DetectionRun({ detectors });
    run.add(...events);
    expect(run.raised).toEqual([]);
  });
});
