import { describe, expect, test } from "vitest";
import type { SeenAddress } from "#server/keys/index.ts";
import type { EventRow } from "../events/event-rows.ts";
import { withRequests } from "./live-use.ts";

const event = (received_at: string, over: object = {}) =>
  ({
    seq: 1,
    event: {
      action: "events.searched",
      outcome: "success",
      received_at,
      actor: { type: "key", id: "k" },
      source: { ip: "203.0.113.4", location: { country: "DE", city: "Berlin" } },
      metadata: { rows: 5 },
      ...over,
    },
  }) as unknown as EventRow;

const address: SeenAddress = {
  ip: "203.0.113.4",
  location: null,
  firstSeenAt: "2026-11-01T00:00:00.000Z",
  lastSeenAt: "2026-11-28T07:10:00.000Z",
  requests: 2,
  refusals: 0,
};
const key = {
  hours: [{ hour: "2026-11-28T07:00:00.000Z", requests: 2, rows: 9, refusals: 0 }],
  seenAddresses: [address],
  lastUsedAt: "2026-11-28T07:10:00.000Z",
  lastUsedIp: "203.0.113.4",
};

describe("a key's use with what came since", () => {
  test("is the same when nothing came", () => expect(withRequests(key, [])).toBe(key));

  test("counts requests into their hour and address, and knows the last", () => {
    const other = event("2026-11-28T08:01:00.000Z", { source: { ip: "198.51.100.1" } });
    const live = withRequests(key, [event("2026-11-28T07:20:00.000Z"), other]);
    expect(live.hours).toEqual([
      { hour: "2026-11-28T07:00:00.000Z", requests: 3, rows: 14, refusals: 0 },
      { hour: "2026-11-28T08:00:00.000Z", requests: 1, rows: 5, refusals: 0 },
    ]);
    expect(live.seenAddresses.map(({ ip, requests }) => [ip, requests])).toEqual([
      ["198.51.100.1", 1],
      ["203.0.113.4", 3],
    ]);
    expect(live.seenAddresses[1]).toMatchObject({
      firstSeenAt: address.firstSeenAt,
      lastSeenAt: "2026-11-28T07:20:00.000Z",
      location: { country: "DE", city: "Berlin" },
    });
    expect(live).toMatchObject({ lastUsedAt: "2026-11-28T08:01:00.000Z", lastUsedIp: "198.51.100.1" });
    expect(key.hours[0]!.requests).toBe(2);
  });

  test("what was only refused is no use, and an older request is not the last", () => {
    const refused = event("2026-11-28T08:00:00.000Z", {
      action: "key.refused",
      outcome: "denied",
      metadata: { reason: "old secret", count: 4 },
    });
    const live = withRequests(key, [refused, event("2026-11-28T07:05:00.000Z", { source: {} })]);
    expect(live).toMatchObject({ lastUsedAt: key.lastUsedAt, lastUsedIp: key.lastUsedIp });
    expect(live.hours[1]).toEqual({ hour: "2026-11-28T08:00:00.000Z", requests: 0, rows: 0, refusals: 4 });
    expect(live.seenAddresses[0]).toMatchObject({ requests: 2, refusals: 4 });
  });
});
