import { expect, test } from "vitest";
import { setRuntime } from "#server/runtime.ts";
import { openTestRuntime } from "../database.ts";
import { compareExports } from "./agreement.ts";

const QUERIES = 50;

test("an export has what the list gives for the same query, view and moment", { timeout: 120_000 }, async () => {
  setRuntime(await openTestRuntime());
  const seed = Date.now() % 1_000_000;
  const result = await compareExports(QUERIES, seed);
  expect(result.faults).toEqual([]);
  expect(result.files).toBeGreaterThan(QUERIES / 4);
  expect(result.telling).toBeGreaterThan(QUERIES / 10);
  expect(result.masked).toBeGreaterThan(2);
});
