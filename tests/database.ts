import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, inject } from "vitest";
import { readEnvironment } from "#server/env.ts";
import { openRuntime } from "#server/open-runtime.ts";
import type { Runtime } from "#server/runtime.ts";
import { cloneDatabase, type DatabaseUrls, withClient } from "./database-server.ts";

export { type DatabaseUrls, withClient } from "./database-server.ts";

const cleanUps: (() => unknown)[] = [];

/** Runs `work` when the test file is through, last come first served; from within a test as well. */
function whenThrough(work: () => unknown): void {
  cleanUps.push(work);
}

afterAll(async () => {
  for (const work of cleanUps.splice(0).reverse()) await work();
});

/** A clock that goes with the machine's, `offsetMs` beside it. */
export interface TestClock {
  offsetMs: number;
  now(): Date;
}

export function testClock(offsetMs = 0): TestClock {
  return {
    offsetMs,
    now() {
      return new Date(Date.now() + this.offsetMs);
    },
  };
}

/** A database of this test file's own, dropped when the file is through. */
export async function openTestDatabase(from: DatabaseUrls = inject("template")): Promise<DatabaseUrls> {
  const { urls, close } = await cloneDatabase(from);
  whenThrough(close);
  return urls;
}

/** A directory that is removed when the file is through. */
export function testDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "sealtrail-test-"));
  whenThrough(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

export interface TestRuntime extends Runtime {
  urls: DatabaseUrls;
  dataDir: string;
  clock: TestClock;
  close(): Promise<void>;
}

export interface TestRuntimeOptions {
  urls?: DatabaseUrls;
  dataDir?: string;
  clock?: TestClock;
  variables?: Record<string, string>;
}

/** A runtime with its own database, master key and high-water marks unless they are given; closed when the file is through. */
export async function openTestRuntime(options: TestRuntimeOptions = {}): Promise<TestRuntime> {
  const urls = options.urls ?? (await openTestDatabase());
  const dataDir = options.dataDir ?? testDirectory();
  const clock = options.clock ?? testClock();
  const env = readEnvironment({
    DATABASE_URL: urls.app,
    SEALTRAIL_DATA_DIR: dataDir,
    SEALTRAIL_URL: "http://audit.test",
    SEALTRAIL_DATABASE_CONNECTIONS: "6",
    ...options.variables,
  });
  const runtime = await openRuntime(env, clock);
  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= runtime.close();
    return closing;
  };
  whenThrough(close);
  return { ...runtime, urls, dataDir, clock, close };
}

/** Rows of one statement as the superuser, whom row-level security does not bind. */
export async function superQuery<Row extends pg.QueryResultRow>(
  urls: DatabaseUrls,
  text: string,
  values: unknown[] = [],
): Promise<Row[]> {
  return withClient(urls.superuser, async (client) => (await client.query<Row>(text, values)).rows);
}

/** Runs `work` on one connection of the role inside a transaction that is rolled back, with `app.tenant_id` set if given. */
export async function rolledBack<T>(
  url: string,
  tenantId: string | undefined,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  return withClient(url, async (client) => {
    await client.query("BEGIN");
    if (tenantId !== undefined) await client.query("SELECT set_config('app.tenant_id', $1, true)", [tenantId]);
    return work(client);
  });
}

/** The SQLSTATE that a statement ends with, or "ok". */
export async function outcomeOf(statement: Promise<unknown>): Promise<string> {
  return statement.then(
    () => "ok",
    (error: unknown) => {
      if (error instanceof pg.DatabaseError) return error.code ?? "none";
      throw error;
    },
  );
}
