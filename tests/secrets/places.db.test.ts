import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { randomBase62 } from "#server/ids.ts";
import { mintKey } from "#server/keys/token.ts";
import { openTestDatabase, superQuery, testDirectory, withClient } from "../database.ts";
import { scanDatabase, scanFiles } from "./places.ts";
import { noteSecret, readRegister } from "./register.ts";

const ofTheRun = process.env.SEALTRAIL_TEST_SECRETS;
let directory: string;
beforeEach(() => {
  directory = testDirectory();
  process.env.SEALTRAIL_TEST_SECRETS = directory;
});
afterEach(() => {
  if (ofTheRun === undefined) delete process.env.SEALTRAIL_TEST_SECRETS;
  else process.env.SEALTRAIL_TEST_SECRETS = ofTheRun;
});

const sightings = () =>
  readRegister(directory)
    .sightings()
    .map(({ where, line, secret }) => [where.split(", ").at(-1), line, secret]);

test("a secret is seen in every table, type and partition of a database, and only while it is there", async () => {
  const { token } = mintKey("ingest");
  const password = `planted ${randomBase62(12)}`;
  noteSecret(password);
  const urls = await openTestDatabase();
  await scanDatabase("here", urls.superuser);
  expect(sightings()).toEqual([]);
  await withClient(urls.superuser, async (client) => {
    await client.query("CREATE TABLE planted_text (a int, b text)");
    await client.query("CREATE TABLE planted_json (a int, b jsonb) PARTITION BY RANGE (a)");
    await client.query("CREATE TABLE planted_json_1 PARTITION OF planted_json FOR VALUES FROM (0) TO (10)");
    await client.query("CREATE SCHEMA aside CREATE TABLE planted_bytes (b bytea, c text[])");
    await client.query("INSERT INTO planted_text SELECT g, 'nothing' FROM generate_series(1, 6000) g");
    await client.query("INSERT INTO planted_text VALUES (0, $1)", [`a ${token} b`]);
    await client.query("INSERT INTO planted_json VALUES (1, $1)", [JSON.stringify({ deep: [{ secret: password }] })]);
    await client.query("INSERT INTO aside.planted_bytes VALUES ($1, NULL), (NULL, $2)", [
      Buffer.from(`x${token}`),
      ["a", Buffer.from(password).toString("base64")],
    ]);
    await scanDatabase("here", urls.superuser);
    await client.query("DROP TABLE planted_text, planted_json");
    await client.query("DROP SCHEMA aside CASCADE");
  });
  expect(sightings()).toEqual([
    ["aside.planted_bytes", 1, token.slice(0, 12)],
    ["aside.planted_bytes", 2, password.slice(0, 12)],
    ["public.planted_json_1", 1, password.slice(0, 12)],
    ["public.planted_text", 6_001, token.slice(0, 12)],
  ]);
  const tables = await superQuery<{ n: number }>(
    urls,
    "SELECT count(*)::int AS n FROM pg_tables WHERE schemaname = 'public'",
  );
  expect(tables[0]!.n).toBeGreaterThan(5);
  expect(readRegister(directory).looked().get("here")).toBeGreaterThan(10_000);
});

test("a secret is seen in files, across the pieces in which they are read, and not in those that are meant to hold it", async () => {
  const { token } = mintKey("ingest");
  const place = testDirectory();
  mkdirSync(join(place, "deep"));
  const eightMiB = 8 * 1024 * 1024;
  const lines = "a line of a log\n".repeat(eightMiB / 16);
  writeFileSync(join(place, "deep/worker.log"), `${lines.slice(0, eightMiB - 16)}${"x".repeat(5)}${token}\nmore\n`);
  writeFileSync(join(place, "clean.log"), `${token.slice(0, 20)}[secret]\n`);
  writeFileSync(join(place, "demo.json"), JSON.stringify({ token }));
  await scanFiles("files", place, (name) => name === "demo.json");
  expect(sightings()).toEqual([[join(place, "deep/worker.log"), eightMiB / 16, token.slice(0, 12)]]);
  await scanFiles("one file", join(place, "demo.json"));
  await scanFiles("no file", join(place, "gone"));
  expect(sightings()).toHaveLength(2);
  expect([...readRegister(directory).looked().keys()]).toEqual(["files", "one file", "no file"]);
});

test("outside a whole run nothing is noted", async () => {
  delete process.env.SEALTRAIL_TEST_SECRETS;
  const place = testDirectory();
  writeFileSync(join(place, "a.log"), mintKey("ingest").token);
  noteSecret(randomBase62(20));
  await scanFiles("files", place);
  expect([...readRegister(directory).looked().keys()]).toEqual([]);
  expect(readRegister(directory).secrets()).toEqual([]);
  expect(() => noteSecret("short")).toThrow(/8 characters/);
});
