import { describe, expect, test } from "vitest";
import type { KeyHour, SeenAddress } from "./get-key.ts";
import { keySignals } from "./key-signals.ts";
import type { Key } from "./read-key.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const now = new Date("2026-11-20T12:30:00Z");
const ago = (ms: number) => new Date(now.getTime() - ms).toISOString();

const key = (over: Partial<Key> = {}): Key => ({
  id: "k",
  kind: "provisioning",
  prefix: "st_prv_k_",
  name: "n",
  purpose: "p",
  recipient: "",
  owner: null,
  role: "viewer",
  permissions: ["events.read"],
  scope: null,
  masks: [],
  words: "everything",
  addresses: [],
  requestsPerMinute: 600,
  rowsPerDay: null,
  rotationDays: null,
  state: "active",
  createdAt: ago(100 * DAY_MS),
  updatedAt: null,
  secretMadeAt: ago(100 * DAY_MS),
  rotationDueAt: null,
  oldSecretUntil: null,
  expiresAt: null,
  suspendedAt: null,
  suspendReason: null,
  revokedAt: null,
  revokedBy: null,
  revokeReason: null,
  lastUsedAt: ago(HOUR_MS),
  lastUsedIp: null,
  ...over,
});

/** The hour that began so many hours before the present one. */
const hour = (hoursAgo: number, counts: Partial<KeyHour> = {}): KeyHour => ({
  hour: new Date(Math.floor(now.getTime() / HOUR_MS) * HOUR_MS - hoursAgo * HOUR_MS).toISOString(),
  requests: 0,
  rows: 0,
  refusals: 0,
  ...counts,
});

const address = (ip: string, firstSeenMs: number, over: Partial<SeenAddress> = {}): SeenAddress => ({
  ip,
  location: null,
  firstSeenAt: ago(firstSeenMs),
  lastSeenAt: ago(0),
  requests: 5,
  refusals: 0,
  ...over,
});

const signals = (over: Partial<Parameters<typeof keySignals>[0]> = {}) =>
  keySignals({ key: key(), hours: [], addresses: [], now, ...over });

test("nothing stands out about a key that is used as ever", () => {
  const hours = [hour(60, { requests: 100, rows: 5_000 }), hour(0, { requests: 300, rows: 15_000 })];
  const addresses = [address("203.0.113.9", 9 * DAY_MS)];
  expect(signals({ hours, addresses })).toEqual([]);
});

describe("a spike", () => {
  const before = hour(60, { requests: 100, rows: 5_000 });

  test("is over three times the most of any hour, with the arithmetic", () => {
    expect(signals({ hours: [before, hour(0, { requests: 301, rows: 15_001 })] })).toEqual([
      {
        kind: "requests",
        title: "301 requests in this hour",
        why: "The most in any hour of the last 4 weeks was 100; over 3 times that is a spike.",
        severity: "medium",
      },
      expect.objectContaining({ kind: "rows", title: "15,001 rows in this hour" }),
    ]);
  });

  test("needs two days of history, a present hour and more than a few", () => {
    const sudden = hour(0, { requests: 10_000, rows: 1_000_000 });
    expect(signals({ hours: [sudden] })).toEqual([]);
    expect(signals({ hours: [hour(47, { requests: 1 }), sudden] })).toEqual([]);
    expect(signals({ hours: [hour(48, { requests: 1 }), sudden] })).toHaveLength(2);
    expect(signals({ hours: [before, hour(1, { requests: 10_000 })] })).toEqual([]);
    expect(signals({ hours: [hour(60, { requests: 1, rows: 1 }), hour(0, { requests: 19, rows: 499 })] })).toEqual([]);
  });
});

describe("refusals", () => {
  test("of the last day are summed; many weigh more", () => {
    expect(signals({ hours: [hour(0, { refusals: 1 })] })).toEqual([
      expect.objectContaining({
        kind: "refusals",
        title: "1 refused request in the last day",
        severity: "medium",
      }),
    ]);
    const hours = [hour(25, { refusals: 99 }), hour(24, { refusals: 4 }), hour(3, { refusals: 6 })];
    expect(signals({ hours })).toEqual([
      expect.objectContaining({ title: "10 refused requests in the last day", severity: "high" }),
    ]);
  });
});

describe("an address", () => {
  const known = address("203.0.113.9", 9 * DAY_MS, { location: { country: "DE" } });

  test("that is new beside known ones stands out, one in a new country more", () => {
    const addresses = [
      address("198.51.100.1", HOUR_MS, { location: { country: "DE" } }),
      address("198.51.100.2", HOUR_MS, { location: { country: "BR" } }),
      address("198.51.100.3", HOUR_MS),
      known,
    ];
    expect(signals({ addresses })).toEqual([
      {
        kind: "new address",
        title: "First use from 198.51.100.1",
        why: "Until a day ago it was used from 1 other address.",
        severity: "low",
      },
      {
        kind: "new country",
        title: "First use from BR, at 198.51.100.2",
        why: "Until a day ago it was used in DE alone.",
        severity: "high",
      },
      expect.objectContaining({ kind: "new address", title: "First use from 198.51.100.3" }),
    ]);
  });

  test("is nothing new for a key that is new itself", () => {
    expect(signals({ addresses: [address("198.51.100.1", HOUR_MS), address("198.51.100.2", HOUR_MS)] })).toEqual([]);
  });

  test("that was only refused is no use, and makes no country known", () => {
    const guesser = { requests: 0, refusals: 3, location: { country: "BR" } };
    const addresses = [
      address("198.51.100.1", 5 * DAY_MS, guesser),
      address("198.51.100.2", HOUR_MS, guesser),
      address("198.51.100.3", HOUR_MS, { location: { country: "BR" } }),
      known,
    ];
    expect(signals({ addresses }).map((signal) => signal.title)).toEqual([
      "First refused try from BR, at 198.51.100.2",
      "First use from BR, at 198.51.100.3",
    ]);
  });
});

describe("what is overdue", () => {
  test("is a rotation whose day has passed", () => {
    const late = key({ rotationDays: 90, rotationDueAt: ago(10 * DAY_MS) });
    expect(signals({ key: late })).toEqual([
      {
        kind: "rotation overdue",
        title: "Rotation is overdue by 10 d",
        why: "Its secret was made 100 d ago and is to be replaced every 90 d.",
        severity: "medium",
      },
    ]);
    expect(signals({ key: { ...late, rotationDueAt: ago(-1) } })).toEqual([]);
  });

  test("is a key that nobody uses", () => {
    expect(signals({ key: key({ lastUsedAt: ago(30 * DAY_MS) }) })).toEqual([
      expect.objectContaining({ kind: "unused", title: "Unused for 30 d" }),
    ]);
    expect(signals({ key: key({ lastUsedAt: null }) })).toEqual([
      expect.objectContaining({ title: "Never used since it was issued 100 d ago" }),
    ]);
    expect(signals({ key: key({ lastUsedAt: ago(30 * DAY_MS - 1) }) })).toEqual([]);
  });

  test("is nothing of a key that has ended", () => {
    const over = { rotationDays: 90, rotationDueAt: ago(10 * DAY_MS), lastUsedAt: null };
    for (const state of ["revoked", "expired"] as const) expect(signals({ key: key({ ...over, state }) })).toEqual([]);
  });
});
