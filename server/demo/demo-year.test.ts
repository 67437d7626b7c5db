import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { EVENT_LIMITS, type EventInput, parseEvent } from "#server/event-format/index.ts";
import { DAY, HOUR, isWeekend, localMinute, yearBefore } from "./calendar.ts";
import { demoUsers, demoYear } from "./index.ts";
import { ACME_PEOPLE } from "./roster-acme.ts";
import { GLOBEX_PEOPLE } from "./roster-globex.ts";

const UNTIL = new Date("2026-11-20T20:42:53.309Z");
const TENANT_ID = "00000000-0000-7000-8000-000000000001";
const DEMO_EVENT_BYTES_MAX = 16_000;
const VALIDATED_EVERY = 20;

type Tenant = "acme" | "globex";

interface Survey {
  count: number;
  digest: string;
  disorder: number;
  faults: string[];
  bytesMax: number;
  outcomes: Record<string, number>;
  days: Map<number, number>;
  berlinMinutes: number[];
  lastHour: { at: number; event: EventInput }[];
  newest: number;
  seen: {
    changes: number;
    description: number;
    behalf: number;
    sixth: number;
    many: number;
    none: number;
    anonymous: number;
  };
}

function tally(survey: Survey, event: EventInput): void {
  const { seen } = survey;
  survey.outcomes[event.outcome!] = (survey.outcomes[event.outcome!] ?? 0) + 1;
  if (event.changes) seen.changes++;
  if (event.description) seen.description++;
  if (event.actor.on_behalf_of) seen.behalf++;
  if (event.source?.ip?.includes(":")) seen.sixth++;
  if ((event.targets?.length ?? 0) > 1) seen.many++;
  if (!event.targets) seen.none++;
  if (event.actor.type === "anonymous") seen.anonymous++;
}

function survey(tenant: Tenant, until = UNTIL, seed = 7): Survey {
  const berlin = new Set(ACME_PEOPLE.filter((each) => each.site === "berlin").map((each) => each.id));
  const hash = createHash("sha256");
  const seen = { changes: 0, description: 0, behalf: 0, sixth: 0, many: 0, none: 0, anonymous: 0 };
  const found: Survey = {
    count: 0,
    digest: "",
    disorder: 0,
    faults: [],
    bytesMax: 0,
    outcomes: {},
    days: new Map(),
    berlinMinutes: [],
    lastHour: [],
    newest: 0,
    seen,
  };
  const start = yearBefore(until);
  for (const { receivedAt, event } of demoYear({ tenant, seed, until })) {
    const text = JSON.stringify(event);
    const at = receivedAt.getTime();
    const occurred = Date.parse(event.occurred_at);
    hash.update(`${at} ${text}\n`);
    if (at < found.newest || occurred > at || at > until.getTime() || occurred < start) found.disorder++;
    found.newest = at;
    found.bytesMax = Math.max(found.bytesMax, Buffer.byteLength(text));
    tally(found, event);
    const day = Math.floor(at / DAY);
    found.days.set(day, (found.days.get(day) ?? 0) + 1);
    if (berlin.has(event.actor.id ?? "")) found.berlinMinutes.push(localMinute("Europe/Berlin", occurred));
    if (until.getTime() - at < HOUR) found.lastHour.push({ at, event });
    if (found.count++ % VALIDATED_EVERY === 0) {
      const parsed = parseEvent(JSON.parse(text), { tenantId: TENANT_ID, now: receivedAt });
      if (parsed.faults)
        found.faults.push(...parsed.faults.map((fault) => `${event.action} ${fault.path}: ${fault.message}`));
    }
  }
  return { ...found, digest: hash.digest("hex") };
}

function firstOf(tenant: Tenant, count: number): string {
  const hash = createHash("sha256");
  let left = count;
  for (const arrived of demoYear({ tenant, seed: 7, until: UNTIL })) {
    if (left-- === 0) break;
    hash.update(JSON.stringify(arrived));
  }
  return hash.digest("hex");
}

const acme = survey("acme");
const globex = survey("globex");

function meanOf(found: Survey, wanted: (day: number) => boolean): number {
  const whole = [...found.days].filter(([day]) => wanted(day)).slice(1, -1);
  return whole.reduce((sum, [, count]) => sum + count, 0) / whole.length;
}

describe("demoYear", () => {
  it("has a year's worth of events", () => {
    expect(acme.count).toBeGreaterThan(160_000);
    expect(acme.count).toBeLessThan(185_000);
    expect(globex.count).toBeGreaterThan(36_000);
    expect(globex.count).toBeLessThan(48_000);
    expect(acme.count + globex.count).toBeGreaterThanOrEqual(200_000);
    expect(acme.days.size).toBeGreaterThanOrEqual(365);
  });

  it("is the same, byte for byte, for the same seed and anchor, and another for another seed", () => {
    expect(survey("globex").digest).toBe(globex.digest);
    expect(firstOf("acme", 30_000)).toBe(firstOf("acme", 30_000));
    expect(survey("globex", UNTIL, 8).digest).not.toBe(globex.digest);
  });

  it("arrives in order, never before it happened and never after the anchor", () => {
    expect([acme.disorder, globex.disorder]).toEqual([0, 0]);
  });

  it("keeps the rules of the event", () => {
    expect([...acme.faults, ...globex.faults]).toEqual([]);
    expect(DEMO_EVENT_BYTES_MAX).toBeLessThan(EVENT_LIMITS.eventBytesMax);
    expect(Math.max(acme.bytesMax, globex.bytesMax)).toBeLessThan(DEMO_EVENT_BYTES_MAX);
  });

  it("has believable shares of failures and refusals", () => {
    for (const { count, outcomes } of [acme, globex]) {
      expect(outcomes.failure! / count).toBeGreaterThan(0.01);
      expect(outcomes.failure! / count).toBeLessThan(0.03);
      expect(outcomes.denied! / count).toBeGreaterThan(0.003);
      expect(outcomes.denied! / count).toBeLessThan(0.01);
    }
  });

  it("rests at weekends and grows over the year", () => {
    const working = meanOf(acme, (day) => !isWeekend(day));
    const resting = meanOf(acme, isWeekend);
    expect(working).toBeGreaterThan(480);
    expect(working).toBeLessThan(720);
    expect(resting).toBeGreaterThan(130);
    expect(resting).toBeLessThan(280);
    const last = Math.floor(UNTIL.getTime() / DAY);
    const early = meanOf(acme, (day) => day < last - 300);
    const late = meanOf(acme, (day) => day > last - 65);
    expect(late).toBeGreaterThan(early * 1.1);
  });

  it("lets people in Berlin sleep and eat", () => {
    const between = (from: number, to: number) =>
      acme.berlinMinutes.filter((minute) => minute >= from * 60 && minute < to * 60).length;
    expect(between(0, 6)).toBeLessThan(acme.berlinMinutes.length * 0.02);
    expect(between(9, 18)).toBeGreaterThan(acme.berlinMinutes.length * 0.75);
    expect(between(12.25, 13.25)).toBeLessThan(between(10.5, 11.5));
  });

  it("shows every kind of thing an event can carry", () => {
    for (const share of Object.entries(acme.seen)) {
      if (share[0] !== "none") expect(share[1], share[0]).toBeGreaterThan(100);
    }
    expect(acme.seen.none + globex.seen.none).toBeGreaterThan(20);
  });
});

describe("the last hour", () => {
  it.each([
    ["on a Friday evening", "acme", UNTIL.toISOString(), 50],
    ["on a Sunday night", "acme", "2026-11-22T03:10:00.000Z", 50],
    ["on New Year's Day", "globex", "2027-01-01T06:00:00.000Z", 15],
  ] as const)("is lively %s at %s (%s)", (_when, tenant, anchor, eventsMin) => {
    const until = new Date(anchor);
    const { lastHour, newest } = until.getTime() === UNTIL.getTime() ? acme : survey(tenant, until);
    const people = new Set(
      lastHour.filter(({ event }) => event.actor.type === "user").map(({ event }) => event.actor.id),
    );
    expect(people.size).toBeGreaterThanOrEqual(3);
    expect(lastHour.length).toBeGreaterThanOrEqual(eventsMin);
    expect(until.getTime() - newest).toBeLessThan(60_000);
    expect(lastHour.some(({ event }) => event.actor.type === "service")).toBe(true);
    expect(lastHour.some(({ event }) => event.outcome === "denied")).toBe(true);
    expect(lastHour.some(({ event }) => event.outcome === "failure")).toBe(true);
  });
});

describe("demoUsers", () => {
  it("covers every system role of acme, an owner of globex and an operator", () => {
    const roles = demoUsers.map((user) => `${user.tenant} ${user.role}`);
    expect(roles).toEqual([
      "acme owner",
      "acme admin",
      "acme security_lead",
      "acme auditor",
      "acme viewer",
      "globex owner",
      "null operator",
    ]);
    expect(new Set(demoUsers.map((user) => user.email)).size).toBe(demoUsers.length);
  });

  it("are people who are there all year", () => {
    const people = [...ACME_PEOPLE, ...GLOBEX_PEOPLE];
    for (const user of demoUsers.filter((each) => each.tenant)) {
      const person = people.find((each) => each.email === user.email)!;
      expect([person.joins, person.leaves]).toEqual([undefined, undefined]);
    }
  });
});
