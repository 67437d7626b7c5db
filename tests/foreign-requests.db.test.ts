import { expect, test } from "vitest";
import { openTestDatabase, testDirectory } from "./database.ts";
import { runForeignRequests } from "./foreign-requests/run.ts";

const REQUESTS = Number(process.env.PROBE_N ?? 5_000);

test("requests that name another tenant's things are answered like those that name what nobody has", {
  timeout: 300_000,
}, async () => {
  const seed = Number(process.env.PROBE_SEED ?? Date.now() % 1_000_000);
  const result = await runForeignRequests(await openTestDatabase(), {
    dataDir: testDirectory(),
    requests: REQUESTS,
    seed,
  });
  console.log(JSON.stringify({ ...result, faults: undefined }, null, 1));
  expect(result.faults.slice(0, 6).join("\n\n"), `seed ${seed}`).toEqual("");
});
