import { expect, test } from "vitest";
import { openTestDatabase, testDirectory } from "../database.ts";
import { killExports } from "./kill-worker.ts";

test("kill -9 of workers in the middle of exports: each is finished, and its file is as if nothing had been", {
  timeout: 240_000,
}, async () => {
  const seed = Date.now() % 1_000_000;
  const result = await killExports(await openTestDatabase(), { dataDir: testDirectory(), kills: 9, seed });
  expect(result.faults).toEqual([]);
  expect(result).toMatchObject({ kills: 9, files: 3 });
  expect(result.telling).toBeGreaterThan(0);
});
