import { describe, expect, it } from "vitest";
import { ATTEMPTS_MAX, restMs, retryDelayMs } from "./outcome.ts";
import { retryAfterIn } from "./post-webhook.ts";

const AT = new Date("2026-11-20T12:00:00Z");

describe("retryDelayMs", () => {
  it("grows to ten hours over nine attempts, then ends", () => {
    const delays = Array.from({ length: ATTEMPTS_MAX }, (_, i) => retryDelayMs(i + 1, () => 0));
    expect(delays).toEqual(
      [5, 30, 120, 600, 1_800, 7_200, 18_000, 36_000].map((s) => s * 1000).concat(undefined as never),
    );
    expect(retryDelayMs(40)).toBeUndefined();
  });

  it("is longer by up to a fifth, by chance", () => {
    expect(retryDelayMs(1, () => 0.5)).toBe(5_500);
    for (let i = 0; i < 100; i++) {
      const delay = retryDelayMs(2)!;
      expect(delay).toBeGreaterThanOrEqual(30_000);
      expect(delay).toBeLessThanOrEqual(36_000);
    }
  });
});

describe("restMs", () => {
  it.each([
    [{}, 0, 5_000],
    [{}, 60_000, 15_000],
    [{}, 86_400_000, 120_000],
    [{ retryAfterMs: 7_000 }, 86_400_000, 7_000],
  ])("%j after %i ms of failing: %i", (outcome, failingMs, rest) => {
    expect(restMs(outcome, failingMs)).toBe(rest);
  });
});

describe("Retry-After", () => {
  it.each([
    [undefined, undefined],
    ["120", 120_000],
    ["0", 0],
    ["Fri, 20 Nov 2026 12:01:00 GMT", 60_000],
    ["Fri, 20 Nov 2026 11:00:00 GMT", 0],
    ["999999999", 86_400_000],
    ["soon", undefined],
    ["-5", undefined],
  ])("%s", (text, ms) => {
    expect(retryAfterIn(text, AT)).toBe(ms);
  });
});
