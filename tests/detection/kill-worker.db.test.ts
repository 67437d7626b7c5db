import { expect, test } from "vitest";
import { openTestDatabase, testDirectory } from "../database.ts";
import { killDetection } from "./kill-worker.ts";

test("kill -9 of workers that look at events: alerts and state are as of one undisturbed pass", {
  timeout: 240_000,
}, async () => {
  const seed = Date.now() % 1_000_000;
  const result = await killDetection(await openTestDatabase(), { dataDir: testDirectory(), kills: 4, seed });
  expect(result.faults).toEqual([]);
  expect(result).toMatchObject({ kills: 4, events: 6_000 });
  expect(result.telling).toBeGreaterThan(0);
  expect(result.alerts).toBeGreaterThan(5);
});
