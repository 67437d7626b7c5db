import { expect, test } from "vitest";
import { valueText } from "../charts/axis.ts";
import { changeText, risenShare, shareText } from "./compare.ts";

test("a share reads as it does on the charts", () => {
  for (const [part, whole] of [
    [5, 100],
    [123, 1_000],
    [29, 10_000],
    [1, 1_000_000],
  ] as const)
    expect(shareText(part, whole)).toBe(valueText((100 * part) / whole, "percent"));
});

test("a share is as exact as it is small", () => {
  expect([
    shareText(0, 10),
    shareText(3, 0),
    shareText(29, 10_000),
    shareText(1, 1_000_000),
    shareText(5, 100),
    shareText(1, 3),
  ]).toEqual(["0 %", "0 %", "0.29 %", "< 0.01 %", "5 %", "33.3 %"]);
});

test("a number stands to the one before", () => {
  expect([
    changeText(5, 0),
    changeText(106, 100),
    changeText(94, 100),
    changeText(31, 10),
    changeText(500, 10),
    changeText(7, 7),
    changeText(1_001, 1_000),
    changeText(0, 4),
  ]).toEqual([
    undefined,
    "6 % more than",
    "6 % fewer than",
    "3.1 times as many as",
    "50 times as many as",
    "as many as",
    "about as many as",
    "100 % fewer than",
  ]);
});

test("a share has risen only where there are events to tell by", () => {
  const pair = { part: 40, whole: 1_000, partBefore: 10, wholeBefore: 1_000 };
  expect(risenShare(pair)).toBe(4);
  expect(risenShare({ ...pair, part: 19 })).toBeUndefined();
  expect(risenShare({ ...pair, whole: 4_000 })).toBeUndefined();
  expect(risenShare({ ...pair, partBefore: 0 })).toBeUndefined();
  expect(risenShare({ ...pair, wholeBefore: 0, partBefore: 0 })).toBeUndefined();
});
