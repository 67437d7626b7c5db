import { expect, test } from "vitest";
import { fuzzyScore } from "./fuzzy.ts";

const best = (typed: string, texts: string[]) =>
  texts
    .map((text) => ({ text, score: fuzzyScore(text, typed) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .map(({ text }) => text);

test("the beginning fits better than a word's beginning, that better than the middle, that better than letters in order", () => {
  const texts = ["Monkeys", "Our keys", "Keys", "kept every year secret", "Members"];
  expect(best("keys", texts)).toEqual(["Keys", "Our keys", "Monkeys", "kept every year secret"]);
});

test("every word must fit, in any order and case", () => {
  expect(best("prod DEN", ["Denied in production", "Denied", "Production"])).toEqual(["Denied in production"]);
  expect(best("", ["a", "b"])).toEqual(["a", "b"]);
});

test("letters of word beginnings fit, letters by chance do not", () => {
  expect(fuzzyScore("Access reviews", "ar")).toBeGreaterThan(0);
  expect(fuzzyScore("Access reviews", "acrev")).toBeGreaterThan(0);
  expect(fuzzyScore("payments-api", "papi")).toBeGreaterThan(0);
  expect(fuzzyScore("Send events to the archive", "svtv")).toBe(0);
  expect(fuzzyScore("Keys", "keyss")).toBe(0);
});

test("of two that fit alike the shorter comes first", () => {
  expect(best("den", ["Denied in production", "Denied"])).toEqual(["Denied", "Denied in production"]);
});
