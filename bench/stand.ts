import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { systemContext } from "#server/access/index.ts";
import type { Clock } from "#server/clock.ts";
import { systemClock } from "#server/clock.ts";
import { readEnvironment } from "#server/env.ts";
import { uuidv7 } from "#server/ids.ts";
import { createKey } from "#server/keys/index.ts";
import { openRuntime } from "#server/open-runtime.ts";
import type { Runtime } from "#server/runtime.ts";
import { createTenant, ensurePartitions } from "#server/tenants/index.ts";
import { openDemoDatabase } from "../processes/demo/database.ts";
import { choosePort } from "../processes/embedded-postgres/port.ts";
import { ensureBuilt } from "../scripts/build.ts";
import { startWeb, type WebProcess } from "./web-process.ts";

export interface BenchTenant {
  id: string;
  slug: string;
  ingest: string;
  ingestKeyId: string;
  provisioning: string;
}

/** A PostgreSQL of its own with Sealtrail's roles and tables, and what processes need to use it. */
export interface Stand {
  dataDir: string;
  postgres: { version: string; pid: number; superuserUrl: string };
  variables: Record<string, string>;
  /** Opens the runtime in this process for as long as `work` takes. */
  withRuntime<T>(work: (runtime: Runtime) => Promise<T>, clock?: Clock): Promise<T>;
  startWeb(): Promise<WebProcess>;
  withSuperuser<T>(work: (client: pg.Client) => Promise<T>, database?: string): Promise<T>;
  close(): Promise<void>;
}

const KEY_LIFE_MS = 365 * 86_400_000;
export const say = (text: string) => void process.stdout.write(`${text}\n`);

/** In `keptDir`, which stays, or in a temporary directory, which is removed on closing. */
export async function openStand(keptDir?: string): Promise<Stand> {
  if (process.env.DATABASE_URL) {
    say("DATABASE_URL is not used: the benchmarks measure on a PostgreSQL of their own.");
    delete process.env.DATABASE_URL;
  }
  const root = keptDir ?? mkdtempSync(join(tmpdir(), "sealtrail-bench-"));
  mkdirSync(root, { recursive: true });
  chmodSync(root, 0o711);
  const dataDir = join(root, "data");
  const database = await openDemoDatabase(dataDir, say);
  const port = await choosePort(undefined);
  const variables = {
    DATABASE_URL: database.urls.app,
    DATABASE_OWNER_URL: database.urls.owner,
    SEALTRAIL_DATA_DIR: dataDir,
    SEALTRAIL_URL: `http://127.0.0.1:${port}`,
    PORT: String(port),
  };
  const superuserUrl = database.urls.superuser!;
  const withSuperuser: Stand["withSuperuser"] = async (work, name) => {
    const url = name === undefined ? superuserUrl : Object.assign(new URL(superuserUrl), { pathname: `/${name}` }).href;
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  };
  const version = await withSuperuser(
    async (client) => (await client.query("SHOW server_version")).rows[0].server_version,
  );
  return {
    dataDir,
    postgres: {
      version,
      pid: Number(readFileSync(join(dataDir, "postgres/postmaster.pid"), "utf8").split("\n")[0]),
      superuserUrl,
    },
    variables,
    async withRuntime(work, clock = systemClock) {
      const runtime = await openRuntime(readEnvironment({ ...variables }), clock);
      try {
        return await work(runtime);
      } finally {
        await runtime.close();
      }
    },
    async startWeb() {
      // The pages are not measured: any build of them will do.
      if (!existsSync(join(import.meta.dirname, "../.next/BUILD_ID"))) await ensureBuilt(say);
      return startWeb(variables);
    },
    withSuperuser,
    async close() {
      await database.close();
      if (keptDir === undefined) rmSync(root, { recursive: true, force: true });
    },
  };
}

/** A tenant with an ingest and a provisioning key, made once and found again under its slug. Needs an open runtime. */
export async function makeTenant(stand: Stand, slug: string, clock: Clock): Promise<BenchTenant> {
  const file = join(stand.dataDir, `bench-${slug}.json`);
  if (existsSync(file)) return JSON.parse(readFileSync(file, "utf8"));
  const now = clock.now();
  await ensurePartitions(now, new Date());
  const id = uuidv7(now.getTime());
  await createTenant({ id, slug, name: `Benchmark ${slug}`, timeZone: "UTC" });
  const setup = systemContext(id, "setup", ["keys.create"]);
  const key = (kind: "ingest" | "provisioning") =>
    createKey(setup, {
      kind,
      name: `Benchmark ${kind}`,
      purpose: "Benchmarks",
      requestsPerMinute: 1_000_000,
      ...(kind === "provisioning" ? { expiresAt: new Date(Date.now() + KEY_LIFE_MS) } : {}),
    });
  const [ingest, provisioning] = [await key("ingest"), await key("provisioning")];
  const tenant = { id, slug, ingest: ingest.token, ingestKeyId: ingest.id, provisioning: provisioning.token };
  writeFileSync(file, JSON.stringify(tenant), { mode: 0o600 });
  return tenant;
}

/** What the database says of a ledger. */
export async function ledgerSize(stand: Stand, tenantId: string): Promise<number> {
  return stand.withSuperuser(async (client) => {
    const { rows } = await client.query<{ size: string }>("SELECT size FROM ledger WHERE tenant_id = $1", [tenantId]);
    return Number(rows[0]!.size);
  });
}
