import { expect, it } from "vitest";
import { type PaceSample, paceOf, withSample } from "./pace.ts";

const run = (...points: [atMs: number, rows: number][]) =>
  points.reduce<PaceSample[]>((samples, [atMs, rows]) => withSample(samples, { atMs, rows }), []);

it("tells no pace before there is a difference", () => {
  expect(paceOf([])).toBeUndefined();
  expect(paceOf(run([0, 0]))).toBeUndefined();
  expect(paceOf(run([0, 0], [1_000, 0]))).toBeUndefined();
  expect(paceOf(run([0, 0], [0, 10]))).toBeUndefined();
});

it("is of the last ten seconds", () => {
  expect(paceOf(run([0, 0], [1_000, 500], [2_000, 1_000]))).toBe(500);
  expect(paceOf(run([0, 0], [1_000, 90_000], [11_500, 90_100], [12_500, 90_200]))).toBe(100);
});

it("begins anew when the export does", () => {
  expect(paceOf(run([0, 0], [1_000, 9_000], [2_000, 100]))).toBeUndefined();
  expect(paceOf(run([0, 0], [1_000, 9_000], [2_000, 100], [3_000, 300]))).toBe(200);
});
