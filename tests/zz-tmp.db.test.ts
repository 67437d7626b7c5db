import { test } from "vitest";
import { killWhileRotating } from "./crash/rotate-kill.ts";
import { API_ENTRY } from "./crash/web-process.ts";
import { openTestDatabase, testDirectory, superQuery } from "./database.ts";
test("x", { timeout: 60_000 }, async () => {
  const urls = await openTestDatabase();
  const t0 = Date.now();
  const iv = setInterval(async () => console.log(Date.now() - t0, (process as any).getActiveResourcesInfo().join(), JSON.stringify(await superQuery(urls, "select state, wait_event_type, wait_event, left(query,80) q, now()-state_change d from pg_stat_activity where datname=current_database()"))), 10000);
  try { console.log(await killWhileRotating(urls, { dataDir: testDirectory(), kills: 3, seed: Number(process.env.S), entry: API_ENTRY, onKill: (n) => console.log("kill", n, Date.now() - t0) })); } finally { clearInterval(iv); }
});
