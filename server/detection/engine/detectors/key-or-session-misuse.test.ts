import { describe, expect, it } from "vitest";
import { DetectionRun, type Given } from "../../../../tests/detection-run.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const START = Date.parse("2026-03-02T09:00:00.000Z");
const detectors = ["key_or_session_misuse"] as const;
const CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0.0.0 Safari/537.36";
const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0";
const found = (...events: Given[]) => {
  const run = new DetectionRun({ detectors });
  run.add(...events);
  return run.raised;
};

describe("sessions", () => {
  const inSession = (minutes: number, ip: string, user_agent: string, session_id = "s1"): Given => ({
    at: START + minutes * MINUTE,
    action: "document.view",
    session_id,
    source: { ip, user_agent },
  });
  const [home, away] = ["203.0.113.7", "198.51.100.7"];

  it("tells one on two networks with two programs within an hour", () => {
    const raised = found(inSession(0, home, CHROME), inSession(59, away, FIREFOX));
    expect(raised).toMatchObject([{ severity: "high", entity: { id: "anna" }, seqs: [0, 1] }]);
    expect(raised[0]!.title).toBe("One session of anna is used with two networks and two programs at once");
    expect(found(inSession(0, home, CHROME), inSession(62, away, FIREFOX))).toEqual([]);
  });

  it("lets somebody change the network, or the version of the browser", () => {
    expect(found(inSession(0, home, CHROME), inSession(5, away, CHROME))).toEqual([]);
    expect(found(inSession(0, home, CHROME), inSession(5, home, CHROME.replace("142", "143")))).toEqual([]);
    expect(found(inSession(0, home, CHROME), inSession(5, away, FIREFOX, "s2"))).toEqual([]);
  });

  it("tells one that is here, there and here again, milder", () => {
    expect(found(inSession(0, home, CHROME), inSession(5, away, CHROME), inSession(9, home, CHROME))).toMatchObject([
      { severity: "medium" },
    ]);
    expect(found(inSession(0, home, CHROME), inSession(5, home, FIREFOX), inSession(9, home, CHROME))).toMatchObject([
      { severity: "medium" },
    ]);
  });

  it("finds it when one of the two comes late", () => {
    const raised = found(
      inSession(0, home, CHROME),
      { at: START + 3 * HOUR, action: "x" },
      { ...inSession(10, away, FIREFOX), received: START + 3 * HOUR },
    );
    expect(raised.map(({ isLate }) => isLate)).toEqual([true]);
  });
});

describe("keys", () => {
  const byKey = (at: number, more: Partial<Given> = {}): Given => ({
    at: START + at,
    action: "telemetry.read",
    actor: { type: "key", id: "ak_1", name: "partner" },
    source: { ip: "203.0.113.7" },
    ...more,
  });
  const month = Array.from({ length: 60 }, (_, i) => byKey((i * DAY) / 2));

  it("tells one that wakes after months", () => {
    const raised = found(...month, byKey(120 * DAY + 29.5 * DAY));
    expect(raised).toMatchObject([
      { severity: "high", entity: { type: "key", id: "ak_1" }, title: "The key partner is used again after 120 days" },
    ]);
    expect(found(...month, byKey(90 * DAY))).toEqual([]);
  });

  it("tells the first new service, and graver the second within an hour", () => {
    const run = new DetectionRun({ detectors });
    run.add(
      ...month,
      byKey(31 * DAY, { action: "invoice.view" }),
      byKey(31 * DAY + MINUTE, { action: "customer.view" }),
    );
    expect(run.raised.map(({ severity, title }) => [severity, title])).toEqual([
      ["medium", "The key partner is used for something it never was: service invoice"],
      ["high", "The key partner is used for something it never was: service invoice and service customer"],
    ]);
  });

  it("tells a new network, but not of a young key", () => {
    const elsewhere = { source: { ip: "192.0.2.140" } };
    expect(found(...month, byKey(31 * DAY, elsewhere))).toMatchObject([{ severity: "medium" }]);
    expect(found(...month.slice(0, 20), byKey(10 * DAY, elsewhere))).toEqual([]);
  });

  it("tells an hour with far more requests than any", () => {
    const rush = Array.from({ length: 130 }, (_, i) => byKey(31 * DAY + i * 10_000));
    expect(found(...month, ...rush)).toMatchObject([{ severity: "medium", events: 100 }]);
    expect(found(...month, ...rush.slice(0, 90))).toEqual([]);
  });

  const own = (at: number, more: Partial<Given> = {}): Given =>
    byKey(at, { action: "events.searched", crud: "r", origin: { system: "sealtrail" }, ...more });

  it("tells Sealtrail's own that ask for more than they may, counting what one event stands for", () => {
    const refused = (at: number, count?: number) =>
      own(at, { action: "key.refused", outcome: "denied", ...(count === undefined ? {} : { metadata: { count } }) });
    expect(found(refused(0), refused(MINUTE))).toEqual([]);
    expect(found(refused(0), refused(MINUTE), refused(2 * MINUTE))).toMatchObject([{ events: 3, severity: "medium" }]);
    expect(found(refused(0), refused(MINUTE, 40))).toMatchObject([{ events: 41 }]);
  });

  it("tells an old secret that lives on beside the new one, graver from elsewhere", () => {
    const old = (at: number, ip = "203.0.113.7") =>
      own(at, { actor: { type: "key", id: "ak_1", name: "partner", metadata: { secret: "old" } }, source: { ip } });
    expect(found(old(0), old(MINUTE))).toEqual([]);
    expect(found(own(0), old(MINUTE))).toMatchObject([{ severity: "low" }]);
    expect(found(own(0), old(MINUTE, "198.51.100.9"))).toMatchObject([{ severity: "high" }]);
  });

  it("counts requests that claim the future when they come", () => {
    const ahead = byKey(31 * DAY + 24 * HOUR, { received: START + 31 * DAY });
    const rush = Array.from({ length: 130 }, (_, i) => byKey(31 * DAY + i * 10_000));
    expect(found(...month, ahead, ...rush)).toHaveLength(1);
  });
});
