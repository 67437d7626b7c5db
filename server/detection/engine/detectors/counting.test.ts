import { describe, expect, it } from "vitest";
import { DetectionRun, type Given } from "../../../../tests/detection-run.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const START = Date.parse("2026-03-02T09:00:00.000Z");
const times = (count: number, make: (i: number) => Given): Given[] => Array.from({ length: count }, (_, i) => make(i));
const run = (
  detector: "burst" | "denied_spike" | "spray_then_success" | "tampering_or_mass_destruction",
  ...events: Given[]
) => {
  const made = new DetectionRun({ detectors: [detector] });
  made.add(...events);
  return made;
};

describe("burst", () => {
  const view = (at: number): Given => ({ at, action: "customer.view", category: "access", crud: "r" });
  const quiet = times(60, (i) => view(START + (i * DAY) / 4));
  const rush = (count: number, at = START + 15 * DAY) => times(count, (i) => view(at + i * SECOND));

  it("tells the twentieth event within five minutes of somebody who is quiet, and each doubling", () => {
    const { outcomes, raised } = run("burst", ...quiet, ...rush(170));
    expect(outcomes.map(({ kind, finding }) => [kind, finding.events])).toEqual([
      ["raise", 20],
      ["extend", 40],
      ["extend", 80],
      ["extend", 160],
    ]);
    expect(raised[0]!.title).toBe("anna did customer.view 20 times within five minutes");
    expect(raised[0]!.seqs).toHaveLength(20);
    expect(raised[0]!.explanation.arithmetic.at(-1)!.note).toMatch(/^\(20 − 1\) \/ √max\(1, 0, 1\); alert above 4$/);
  });

  it("is used to what happens every night", () => {
    const nights = Array.from({ length: 12 }, (_, i) => rush(40, START + i * DAY)).flat();
    expect(run("burst", ...nights, ...rush(42, START + 12 * DAY)).raised).toEqual([]);
    expect(run("burst", ...nights, ...rush(160, START + 12 * DAY)).raised).toHaveLength(1);
  });

  it("says nothing in the first seven days, nor below twenty", () => {
    expect(run("burst", ...quiet.slice(0, 20), ...rush(100, START + 5 * DAY)).raised).toEqual([]);
    expect(run("burst", ...quiet, ...rush(19)).raised).toEqual([]);
  });

  it("counts late events in their own five minutes", () => {
    const at = START + 15 * DAY;
    const { raised } = run(
      "burst",
      ...quiet,
      ...times(5, (i) => view(at + HOUR * i)),
      ...rush(25, at + MINUTE).map((event) => ({ ...event, received: at + 6 * HOUR })),
    );
    expect(raised.map(({ isLate, events }) => [isLate, events])).toEqual([[true, 20]]);
  });
});

describe("denied_spike", () => {
  const denied = (i: number, action: string, gapMs = MINUTE): Given => ({
    at: START + i * gapMs,
    action,
    outcome: "denied",
  });
  const ACTIONS = ["secret.read", "secret.rotate", "role.grant", "api_key.create", "customer_data.export"];

  it("tells many denials over many actions", () => {
    const { raised } = run("denied_spike", ...times(12, (i) => denied(i, ACTIONS[i % 5]!)));
    expect(raised).toHaveLength(1);
    expect(raised[0]).toMatchObject({ severity: "high", confidence: 1, events: 10 });
    expect(raised[0]!.title).toBe("anna was denied 10 times over 5 actions in 9 minutes");
  });

  it("says nothing of one action again and again, until that is far more than usual", () => {
    expect(run("denied_spike", ...times(29, (i) => denied(i, "job.run", 20 * SECOND))).raised).toEqual([]);
    const { raised } = run("denied_spike", ...times(30, (i) => denied(i, "job.run", 20 * SECOND)));
    expect(raised).toMatchObject([{ severity: "medium", events: 30 }]);
  });

  it("says nothing of denials that are spread over hours", () => {
    expect(run("denied_spike", ...times(30, (i) => denied(i, ACTIONS[i % 5]!, 10 * MINUTE))).raised).toEqual([]);
  });

  it("knows an address where nobody is named", () => {
    const events = times(10, (i) => ({
      ...denied(i, ACTIONS[i % 5]!),
      actor: { type: "anonymous" as const },
      source: { ip: "203.0.113.9" },
    }));
    expect(run("denied_spike", ...events).raised).toMatchObject([{ entity: { type: "ip", id: "203.0.113.9" } }]);
  });

  it("finds the same whatever the order in which they come within a day", () => {
    const events = times(10, (i) => denied(i, ACTIONS[i % 5]!));
    const order = [7, 2, 9, 0, 5, 1, 8, 3, 6, 4];
    const { raised } = run(
      "denied_spike",
      { at: START + 20 * HOUR, action: "x" },
      ...order.map((i) => ({ ...events[i]!, received: START + 20 * HOUR })),
    );
    expect(raised.map(({ title, isLate }) => [title, isLate])).toEqual([
      ["anna was denied 10 times over 5 actions in 9 minutes", true],
    ]);
  });
});

describe("spray_then_success", () => {
  const signIn = (i: number, actor: string, outcome: "failure" | "success", ip = "192.0.2.66"): Given => ({
    at: START + i * MINUTE,
    action: "user.sign_in",
    category: "authentication",
    outcome,
    actor,
    source: { ip },
  });
  const spray = times(10, (i) => signIn(i, `u${i}`, "failure"));

  it("tells an address that fails for many people, and again when one of them is entered", () => {
    const { raised } = run("spray_then_success", ...spray, signIn(11, "u9", "success"));
    expect(raised.map(({ title, severity, entity }) => [title, severity, entity.type])).toEqual([
      ["192.0.2.66 failed to sign in as 8 people in 7 minutes", "medium", "ip"],
      ["192.0.2.66 failed to sign in as 10 people, then got in as u9", "high", "actor"],
    ]);
  });

  it("asks for twice as many where several people signed in from on earlier days", () => {
    const office = times(4, (i) => signIn(i - 2 * 1_440, `u${i}`, "success"));
    expect(run("spray_then_success", ...office, ...spray).raised).toEqual([]);
  });

  it("tells failures for one person that end with a success, milder from where that person signs in", () => {
    const force = times(8, (i) => signIn(i, "anna", "failure"));
    const strange = run("spray_then_success", ...force, signIn(9, "anna", "success"));
    expect(strange.raised).toMatchObject([{ severity: "high", entity: { id: "anna" }, events: 9 }]);
    expect(strange.raised[0]!.title).toBe("8 sign-ins as anna failed in 9 minutes, then one succeeded");
    const usual = run("spray_then_success", signIn(-600, "anna", "success"), ...force, signIn(9, "anna", "success"));
    expect(usual.raised).toMatchObject([{ severity: "medium" }]);
  });

  it("says nothing of a few wrong passwords", () => {
    const events = [...times(4, (i) => signIn(i, "anna", "failure")), signIn(5, "anna", "success")];
    expect(run("spray_then_success", ...events, ...times(6, (i) => signIn(30 + i, `u${i}`, "failure"))).raised).toEqual(
      [],
    );
  });

  it("finds the entry when the failures come after it", () => {
    const late = START + 3 * HOUR;
    const { raised } = run(
      "spray_then_success",
      signIn(11, "u9", "success"),
      { ...signIn(180, "zoe", "success", "192.0.2.1") },
      ...spray.map((event) => ({ ...event, received: late })),
    );
    expect(raised.map(({ title, isLate }) => [title.replace(/\d+ people/, "n people"), isLate])).toContainEqual([
      "192.0.2.66 failed to sign in as n people, then got in as u9",
      true,
    ]);
  });
});

describe("mass destruction", () => {
  const act = (at: number, id: string, action = "repository.delete"): Given => ({
    at,
    action,
    targets: [{ type: "repository", id }],
  });

  it("tells many different things deleted or exported within minutes", () => {
    const deleted = run("tampering_or_mass_destruction", ...times(40, (i) => act(START + i * 10 * SECOND, `r${i}`)));
    expect(deleted.outcomes.map(({ kind, finding }) => [kind, finding.events])).toEqual([
      ["raise", 15],
      ["extend", 30],
    ]);
    expect(deleted.raised[0]).toMatchObject({ severity: "critical", title: "anna deleted 15 things in 2 minutes" });
    const exported = times(20, (i) => act(START + i * 10 * SECOND, `c${i}`, "customer_data.export"));
    expect(run("tampering_or_mass_destruction", ...exported).raised).toMatchObject([{ severity: "high" }]);
  });

  it("says nothing of one thing again and again, nor of what is usual for the actor", () => {
    const same = times(40, (i) => act(START + i * 10 * SECOND, "r"));
    expect(run("tampering_or_mass_destruction", ...same).raised).toEqual([]);
    const cleaner = (days: number, count: number) =>
      times(count, (i) => ({
        ...act(START + days * DAY + i * 5 * SECOND, `s${days}/${i}`),
        actor: { type: "service" as const, id: "gc" },
      }));
    const usual = Array.from({ length: 5 }, (_, i) => cleaner(i, 14)).flat();
    expect(run("tampering_or_mass_destruction", ...usual, ...cleaner(6, 25)).raised).toEqual([]);
    expect(run("tampering_or_mass_destruction", ...usual, ...cleaner(6, 30)).raised).toHaveLength(1);
  });
});
