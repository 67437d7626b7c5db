import { describe, expect, test } from "vitest";
import { describeDetectors } from "../../server/detection/engine/detectors/index.ts";
import { entityHref, SOURCE_NAMES, stateText } from "./alert-words.ts";
import { distanceKm } from "./places.ts";
import { latenessText, windowText } from "./window-text.ts";

test("detectors are called here what they are called elsewhere", () => {
  for (const { name, label } of describeDetectors()) expect([name, SOURCE_NAMES[name]]).toEqual([name, label]);
});

describe("what is known of an entity elsewhere", () => {
  test("is its page, or its events", () => {
    expect(entityHref("acme", { type: "actor", id: "u/1" })).toBe("/t/acme/actors/u%2F1");
    expect(entityHref("acme", { type: "target", id: "sec_1" })).toBe("/t/acme/targets/sec_1");
    expect(entityHref("acme", { type: "key", id: "4WiQJ97rMXOY" })).toBe("/t/acme/keys/4WiQJ97rMXOY");
    expect(entityHref("acme", { type: "key", id: "ak_erp_sync_2019" })).toBe(
      "/t/acme/actors/ak_erp_sync_2019?type=key",
    );
    expect(entityHref("acme", { type: "ip", id: "203.0.113.7" })).toBe("/t/acme/events?q=ip%3A203.0.113.7&range=all");
    expect(entityHref("acme", { type: "session", id: 'a "b"' })).toContain(encodeURIComponent('session:"a'));
  });

  test("is nothing of a rule's group", () =>
    expect(entityHref("acme", { type: "group", id: "a · b" })).toBeUndefined());
});

test("a state is told with its reason, or that it is muted", () => {
  expect(stateText({ state: "resolved", resolution: "false_positive", isMuted: false })).toBe("false positive");
  expect(stateText({ state: "open", resolution: null, isMuted: true })).toBe("open, muted");
});

describe("a window", () => {
  const at = (clock: string) => Date.parse(`2026-11-20T${clock}Z`);
  test("says the day once, and how long it is", () =>
    expect(windowText({ fromMs: at("08:00:00"), toMs: at("08:07:30") }, "UTC")).toBe(
      "20 Nov 2026, 08:00:00 UTC to 08:07:30 UTC, 7 min",
    ));
  test("of one instant is that instant", () =>
    expect(windowText({ fromMs: at("08:00:00"), toMs: at("08:00:00") }, "Europe/Berlin")).toContain("09:00:00"));
  test("over midnight says both days", () =>
    expect(windowText({ fromMs: at("23:00:00"), toMs: at("23:00:00") + 7_200_000 }, "UTC")).toContain(
      "to 21 Nov 2026, 01:00:00",
    ));
});

test("lateness is that of the latest event", () => {
  const came = (occurred_at: string, received_at: string) => ({ occurred_at, received_at });
  const onTime = came("2026-11-20T08:00:00.000Z", "2026-11-20T08:00:00.400Z");
  expect(latenessText([onTime])).toBeNull();
  expect(latenessText([onTime, came("2026-11-20T05:00:00.000Z", "2026-11-20T08:10:00.000Z")])).toBe("3 h");
});

test("distances are along the great circle", () => {
  expect(distanceKm({ lat: 0, lon: 179.5 }, { lat: 0, lon: -179.5 })).toBeCloseTo(111.195, 2);
  expect(distanceKm({ lat: 90, lon: 0 }, { lat: -90, lon: 77 })).toBeCloseTo(20_015.115, 2);
  expect(distanceKm({ lat: 10, lon: 20 }, { lat: 10, lon: 20 })).toBe(0);
});
