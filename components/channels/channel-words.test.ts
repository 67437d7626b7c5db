import { expect, it } from "vitest";
import type { Channel } from "#server/channels/index.ts";
import { attemptText, deliveryText, destinationText, severityText, stateOf, tookText } from "./channel-words.ts";

const channel = { isOn: true, pausedAt: null, failingSince: null } as Channel;

it("says how a channel stands, the gravest first", () => {
  const at = "2026-11-20T00:00:00Z";
  expect(stateOf(channel)).toBe("on");
  expect(stateOf({ ...channel, failingSince: at })).toBe("failing");
  expect(stateOf({ ...channel, failingSince: at, isOn: false })).toBe("off");
  expect(stateOf({ ...channel, isOn: false, pausedAt: at })).toBe("paused");
});

it("says what became of a message and of each attempt", () => {
  const attempt = { number: 1, at: "2026-11-20T00:00:00Z", status: 503, fault: "the receiver failed", tookMs: 12 };
  expect(deliveryText({ state: "waiting", attempts: [] })).toBe("on its way");
  expect(deliveryText({ state: "waiting", attempts: [attempt] })).toBe("to be tried again, 1 failed");
  expect(deliveryText({ state: "failed", attempts: [attempt, attempt] })).toBe("failed after 2 attempts");
  expect(attemptText(attempt)).toBe("answered 503: the receiver failed");
  expect(attemptText({ status: null, fault: "no answer" })).toBe("no answer");
  expect([attemptText({ status: 204, fault: null }), attemptText({ status: null, fault: null })]).toEqual([
    "answered 204",
    "handed over",
  ]);
  expect([tookText(12.4), tookText(1_240)]).toEqual(["12 ms", "1.2 s"]);
});

it("says where it leads and what it takes", () => {
  expect(destinationText({ kind: "webhook", url: "https://a.example/x", recipients: [] })).toBe("https://a.example/x");
  expect(destinationText({ kind: "email", url: null, recipients: ["a@x.example", "b@x.example", "c@x.example"] })).toBe(
    "a@x.example and 2 more",
  );
  expect(["low", "high", "critical"].map((one) => severityText(one as Channel["severityMin"]))).toEqual([
    "every severity",
    "high and above",
    "critical",
  ]);
});
