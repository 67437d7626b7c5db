import { afterAll, beforeAll, expect, test } from "vitest";
import {
  type DatabaseUrls,
  openTestDatabase,
  openTestRuntime,
  superQuery,
  testDirectory,
  withClient,
} from "./database.ts";
import { prepareDatabase } from "./database-server.ts";
import { type OwnCluster, startOwnCluster } from "./own-cluster.ts";

let cluster: OwnCluster;
let urls: DatabaseUrls;
beforeAll(async () => {
  cluster = await startOwnCluster();
  ({ urls } = await prepareDatabase(cluster.superuserUrl));
});
afterAll(() => cluster.stop());

async function systemSetting(name: string, value: string | undefined): Promise<void> {
  await withClient(urls.superuser, async (client) => {
    await client.query(value ? `ALTER SYSTEM SET ${name} = ${value}` : `ALTER SYSTEM RESET ${name}`);
    await client.query("SELECT pg_reload_conf()");
    for (let i = 0; i < 100; i++) {
      const { rows } = await client.query("SELECT current_setting($1) AS value", [name]);
      if (rows[0].value === (value ?? "on")) return;
      await client.query("SELECT pg_sleep(0.02)");
    }
    throw new Error(`${name} did not change`);
  });
}

test.each(["fsync", "full_page_writes", "synchronous_commit"])(
  "a server with %s = off is a refused start that says so",
  async (name) => {
    const runtime = await openTestRuntime({ urls });
    await runtime.close();
    await systemSetting(name, "off");
    await expect(openTestRuntime({ urls })).rejects.toThrow(new RegExp(`${name} = off.*set ${name} = on`));
    await systemSetting(name, undefined);
  },
);

test("so is a database, or a role, with synchronous_commit = off", async () => {
  const own = await openTestDatabase();
  const name = new URL(own.superuser).pathname.slice(1);
  await superQuery(own, `ALTER DATABASE ${name} SET synchronous_commit = off`);
  await expect(openTestRuntime({ urls: own })).rejects.toThrow(/synchronous_commit = off/);
});

test("a database without the tables, and one out of reach, are refused with what to do", async () => {
  const dataDir = testDirectory();
  const bare = Object.assign(new URL(urls.app), { pathname: "/postgres" }).href;
  await expect(openTestRuntime({ urls: { ...urls, app: bare }, dataDir })).rejects.toThrow(/npm run migrate/);
  const wrong = Object.assign(new URL(urls.app), { password: "wrong-password" }).href;
  const refused = await openTestRuntime({ urls: { ...urls, app: wrong }, dataDir }).catch(
    (error: Error) => error.message,
  );
  expect(refused).toMatch(/DATABASE_URL: the database cannot be reached/);
  expect(refused).not.toContain("wrong-password");
});
