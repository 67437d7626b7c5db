import { expect, it } from "vitest";
import { durationOf, durationText, secondsOf } from "./duration.ts";

it.each([
  [10, "10 seconds"],
  [60, "1 minute"],
  [90, "90 seconds"],
  [600, "10 minutes"],
  [3_600, "1 hour"],
  [86_400, "1 day"],
  [90_000, "25 hours"],
])("%i seconds are %s", (seconds, text) => {
  expect(durationText(seconds)).toBe(text);
  expect(secondsOf(durationOf(seconds))).toBe(seconds);
});

it("nothing entered is no time", () => expect(secondsOf({ amount: "", unit: "days" })).toBe(0));
