import { describe, expect, it } from "vitest";
import { BERLIN, DetectionRun, type Given, OFFICE_HOURS } from "../../../../tests/detection-run.ts";
import { makeTenantTime } from "../tenant-time.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const START = Date.parse("2026-01-05T00:00:00.000Z");
const detectors = ["silence"] as const;
const service = { type: "service" as const, id: "s" };

const every = (gapMs: number, from: number, to: number, system: string, more: Partial<Given> = {}): Given[] =>
  Array.from({ length: Math.floor((to - from) / gapMs) }, (_, i) => ({
    at: START + from + i * gapMs,
    action: "price.store",
    actor: service,
    origin: { system },
    ...more,
  }));
const inOrder = (...events: Given[][]) => events.flat().sort((a, b) => Number(a.at) - Number(b.at));

describe("silence", () => {
  const feed = every(90 * MINUTE, 0, 30 * DAY, "price.feed");
  const lastMs = Number(feed.at(-1)!.at);

  it("tells a source at its deadline: twice its longest gap", () => {
    const run = new DetectionRun({ detectors });
    run.add(...feed);
    const { dueMs } = run.tick(lastMs + HOUR);
    expect(dueMs).toBe(lastMs + 3 * HOUR);
    expect(run.raised).toEqual([]);
    expect(run.tick(dueMs!).dueMs).toBeUndefined();
    expect(run.raised).toMatchObject([
      {
        entity: { type: "origin", id: "price.feed" },
        severity: "high",
        atMs: lastMs + 3 * HOUR,
        seqs: [feed.length - 1],
      },
    ]);
    expect(run.raised[0]!.title).toBe("The source price.feed has sent nothing for 3 hours");
    run.tick(lastMs + 40 * HOUR);
    expect(run.raised).toHaveLength(1);
  });

  it("is the same alert by the clock, by other events, and by the event that ends it", () => {
    const other = every(HOUR, 0, 31 * DAY, "app");
    const back = { ...feed[0]!, at: lastMs + 9 * HOUR };
    const [clock, others, ended] = [0, 1, 2].map(() => new DetectionRun({ detectors }));
    clock!.add(
      ...inOrder(
        feed,
        other.filter(({ at }) => Number(at) <= lastMs),
      ),
    );
    clock!.tick(lastMs + 4 * HOUR);
    others!.add(
      ...inOrder(
        feed,
        other.filter(({ at }) => Number(at) <= lastMs + 5 * HOUR),
      ),
    );
    ended!.add(
      ...inOrder(
        feed,
        other.filter(({ at }) => Number(at) <= lastMs),
      ),
      back,
    );
    const own = (run: DetectionRun) => run.keys.filter((key) => key.includes("price.feed"));
    expect(own(clock!)).toHaveLength(1);
    expect(own(others!)).toEqual(own(clock!));
    expect(own(ended!)).toEqual(own(clock!));
    clock!.add(back);
    expect(own(clock!)).toHaveLength(1);
    expect(clock!.tick(lastMs + 13 * HOUR).outcomes).toHaveLength(1);
  });

  it("gives a source whose events take long to arrive as much longer by the clock, and tells the same silence", () => {
    const slow = feed.map((given) => ({ ...given, received: Number(given.at) + 2 * DAY }));
    const run = new DetectionRun({ detectors });
    run.add(...slow);
    expect(run.tick(lastMs + 4 * HOUR)).toMatchObject({ outcomes: [], dueMs: lastMs + 2 * DAY + 3 * HOUR });
    run.tick(lastMs + 2 * DAY + 3 * HOUR);
    expect(run.raised).toMatchObject([{ atMs: lastMs + 3 * HOUR }]);
  });

  it("says nothing in the first 21 days", () => {
    const run = new DetectionRun({ detectors });
    run.add(...every(90 * MINUTE, 0, 20 * DAY, "price.feed"));
    expect(run.tick(START + 22 * DAY).dueMs).toBeUndefined();
    expect(run.raised).toEqual([]);
  });

  const isWork = (ms: number) => BERLIN.isBusiness(ms);
  const office = every(10 * MINUTE, 0, 42 * DAY, "okta", { actor: "anna" }).filter(({ at }) => isWork(Number(at)));

  it("expects nothing of a source that rests at night and at weekends, and misses it in the morning", () => {
    const run = new DetectionRun({ detectors });
    run.add(...office);
    const monday = START + 42 * DAY + 8 * HOUR;
    expect(run.tick(monday).outcomes).toEqual([]);
    const { dueMs } = run.tick(monday + HOUR);
    expect(dueMs).toBeGreaterThan(monday);
    expect(dueMs).toBeLessThan(monday + 8 * HOUR);
  });

  it("waits where people are away everywhere, as on a holiday that nobody entered", () => {
    const elsewhere = every(10 * MINUTE, 0, 43 * DAY, "app", { actor: "ben" }).filter(({ at }) => isWork(Number(at)));
    const upTo = (ms: number) => elsewhere.filter(({ at }) => Number(at) < ms);
    const monday = START + 42 * DAY;
    const holiday = new DetectionRun({ detectors });
    holiday.add(...inOrder(office, upTo(monday)));
    holiday.tick(monday + 20 * HOUR);
    expect(holiday.raised).toEqual([]);
    const working = new DetectionRun({ detectors });
    working.add(...inOrder(office, upTo(monday + DAY)));
    working.tick(monday + 20 * HOUR);
    expect(working.raised.map(({ entity }) => entity.id)).toEqual(["okta"]);
  });

  it("does not take an outage for the way things are", () => {
    const run = new DetectionRun({ detectors });
    run.add(...feed);
    const outages = [40, 50].flatMap((hours) =>
      every(90 * MINUTE, 30 * DAY + hours * HOUR - 9 * HOUR, 30 * DAY + hours * HOUR, "price.feed"),
    );
    run.add(...outages);
    run.tick(START + 30 * DAY + 54 * HOUR);
    expect(run.raised).toHaveLength(2);
  });

  it("watches categories and actions where asked for", () => {
    const run = new DetectionRun({
      detectors,
      settings: { origins: false, categories: true, actions: ["backup.create"] },
    });
    const backups = every(DAY, 0, 40 * DAY, "app", { action: "backup.create", category: "change" });
    run.add(...inOrder(backups, every(HOUR, 0, 44 * DAY, "app", { action: "x", category: "change" })));
    expect(run.raised.map(({ entity }) => entity)).toEqual([{ type: "action", id: "backup.create" }]);
  });

  it.each(["Europe/Berlin", "America/New_York"])("does not stumble when the clocks of %s change", (zone) => {
    const time = makeTenantTime(zone, OFFICE_HOURS, []);
    const year = every(20 * MINUTE, 0, 330 * DAY, "okta", { actor: "anna" }).filter(({ at }) =>
      time.isBusiness(Number(at)),
    );
    const run = new DetectionRun({ detectors, time });
    run.add(...year);
    expect(run.raised).toEqual([]);
  });

  it("turns what it knows when the tenant moves to another zone", () => {
    const run = new DetectionRun({ detectors });
    run.add(...office);
    const newYork = makeTenantTime("America/New_York", OFFICE_HOURS, []);
    run.change({ detectors, time: newYork });
    const after = every(10 * MINUTE, 42 * DAY, 45 * DAY, "okta", { actor: "anna" });
    run.add(...after.filter(({ at }) => isWork(Number(at))));
    expect(run.raised).toEqual([]);
    run.tick(START + 45 * DAY + 13 * HOUR);
    expect(run.raised.map(({ entity }) => entity.id)).toEqual(["okta"]);
  });

  it("is not deceived by history that is loaded, nor by events that claim the future", () => {
    const history = new DetectionRun({ detectors });
    const now = START + 200 * DAY;
    history.add(
      { ...feed[0]!, at: now, origin: { system: "app" } },
      ...feed.map((event) => ({ ...event, received: now })),
    );
    history.tick(now + DAY);
    expect(history.raised).toEqual([]);
    const ahead = new DetectionRun({ detectors });
    ahead.add(...feed, { ...feed[0]!, at: lastMs + 24 * HOUR, received: lastMs + HOUR });
    ahead.tick(lastMs + 5 * HOUR);
    expect(ahead.raised).toHaveLength(1);
  });
});
