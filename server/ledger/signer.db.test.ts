import { existsSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { beforeAll, describe, expect, test } from "vitest";
import { openCheckpoint } from "#tlog";
import {
  type DatabaseUrls,
  openTestDatabase,
  openTestRuntime,
  superQuery,
  type TestRuntime,
  testDirectory,
  withClient,
} from "../../tests/database.ts";
import { cloneDatabase } from "../../tests/database-server.ts";
import { ledgerFaults } from "../../tests/ledger-check.ts";
import { contextIn, draftOf, makeTenant, newEvent, type TestTenant } from "../../tests/tenant.ts";
import { getProof } from "../events/index.ts";
import {
  type Committer,
  deriveSigningKeys,
  directoryHighWater,
  type HighWaterStore,
  loadMasterKey,
  openCommitter,
  openSigner,
} from "./index.ts";

const item = () => ({ draft: draftOf(newEvent()), keyId: "k" });

/** Appends through a committer that wakes no signer: what is signed, and when, is the test's doing. */
async function append(runtime: TestRuntime, tenantId: string, count: number): Promise<string> {
  const { database, clock } = runtime;
  const quiet = openCommitter({ pool: database.ledgerPool, clock, preparedStatements: false, onAppended() {} });
  return appendBy(quiet, tenantId, count);
}

async function appendBy(committer: Committer, tenantId: string, count: number): Promise<string> {
  const items = Array.from({ length: count }, item);
  const { results } = await committer.append(tenantId, { items, atomic: true });
  return (results.at(-1) as { id: string }).id;
}

/** Waits until nothing is being signed for the tenant any more. */
async function settled(runtime: TestRuntime, tenantId: string): Promise<void> {
  await runtime.signer.waitFor(tenantId, await sizeOf(runtime.urls, tenantId), 10_000);
  await sleep(200);
}

async function checkpoints(urls: DatabaseUrls, tenantId: string) {
  const rows = await superQuery<{ size: string; note: string; signed_at: Date }>(
    urls,
    "SELECT size, note, signed_at FROM checkpoint WHERE tenant_id = $1 ORDER BY size",
    [tenantId],
  );
  return rows.map((row) => ({ ...row, size: Number(row.size) }));
}

async function sizeOf(urls: DatabaseUrls, tenantId: string): Promise<number> {
  const [row] = await superQuery<{ size: string }>(urls, "SELECT size FROM ledger WHERE tenant_id = $1", [tenantId]);
  return Number(row!.size);
}

const whyNot = (promise: Promise<unknown>) =>
  promise.then(
    (done) => `signed: ${done}`,
    (error: Error) => error.message,
  );

/** Why a ledger is not signed; asked again while the signing that each append starts holds the lock. */
async function refusedBy(runtime: TestRuntime, tenantId: string): Promise<string> {
  for (;;) {
    const why = await whyNot(runtime.signer.signNow(tenantId));
    if (why !== "signed: false") return why;
  }
}

describe("signing", () => {
  let runtime: TestRuntime;
  let tenant: TestTenant;
  beforeAll(async () => {
    runtime = await openTestRuntime();
    tenant = await makeTenant();
  });

  test("a checkpoint covers an append within moments, without being asked for", async () => {
    const one = await makeTenant();
    await settled(runtime, one.id);
    const began = Date.now();
    await appendBy(runtime.committer, one.id, 1);
    const size = await sizeOf(runtime.urls, one.id);
    while ((await checkpoints(runtime.urls, one.id)).at(-1)?.size !== size) {
      expect(Date.now() - began).toBeLessThan(5_000);
      await sleep(50);
    }
  });

  test("about one a second under load, each a prefix of the next, signed by the ledger's own key", async () => {
    const began = Date.now();
    const before = (await checkpoints(runtime.urls, tenant.id)).length;
    while (Date.now() - began < 3_500) await appendBy(runtime.committer, tenant.id, 37);
    await runtime.signer.waitFor(tenant.id, await sizeOf(runtime.urls, tenant.id), 5_000);
    const signed = (await checkpoints(runtime.urls, tenant.id)).slice(before);
    expect(signed.length).toBeGreaterThanOrEqual(2);
    expect(signed.length).toBeLessThanOrEqual((Date.now() - began) / 900 + 2);
    const vkey = runtime.signer.vkeyOf(tenant.origin);
    expect(openCheckpoint(signed.at(-1)!.note, vkey)).toMatchObject({
      origin: tenant.origin,
      size: signed.at(-1)!.size,
    });
    const other = await makeTenant();
    expect(() => openCheckpoint(signed.at(-1)!.note, runtime.signer.vkeyOf(other.origin))).toThrow();
    expect(await ledgerFaults(runtime.urls, tenant.id, vkey)).toEqual([]);
  });

  test("while another process holds the lock it does not sign", async () => {
    const one = await makeTenant();
    await settled(runtime, one.id);
    await append(runtime, one.id, 1);
    await withClient(runtime.urls.app, async (client) => {
      await client.query("BEGIN");
      await client.query("SELECT pg_advisory_xact_lock(hashtextextended('sealtrail.sign ' || $1, 0))", [one.id]);
      expect(await runtime.signer.signNow(one.id)).toBe(false);
      await client.query("COMMIT");
    });
    expect(await runtime.signer.signNow(one.id)).toBe(true);
  });

  test("nothing is signed twice or backwards in the database", async () => {
    const signed = (await checkpoints(runtime.urls, tenant.id)).at(-1)!;
    for (const size of [signed.size, signed.size - 1, signed.size + 1_000_000]) {
      const error = await withClient(runtime.urls.app, async (client) => {
        await client.query("BEGIN");
        await client.query("SELECT set_config('app.tenant_id', $1, true)", [tenant.id]);
        return client
          .query("SELECT checkpoint_publish($1, 1, $2, '\\x00', 'n', now())", [tenant.id, size])
          .catch((cause: Error) => cause.message);
      });
      expect(error).toMatch(/does not follow/);
    }
  });
});

describe("the high-water mark", () => {
  /** A runtime with a signed ledger of 21 events or so, closed again: its database can be copied. */
  async function signedLedger(count = 20) {
    const urls = await openTestDatabase();
    const dataDir = testDirectory();
    const runtime = await openTestRuntime({ urls, dataDir });
    const tenant = await makeTenant();
    await settled(runtime, tenant.id);
    await append(runtime, tenant.id, count);
    await runtime.signer.signNow(tenant.id);
    await runtime.close();
    return { urls, dataDir, tenant };
  }

  const marksIn = (dataDir: string) =>
    readdirSync(join(dataDir, "high-water")).map((name) => join(dataDir, "high-water", name));

  test("a database restored from an older backup is a fork: not signed, and it says why", async () => {
    const { urls, dataDir, tenant } = await signedLedger();
    const backup = await openTestDatabase(urls);
    const live = await openTestRuntime({ urls, dataDir });
    await append(live, tenant.id, 5);
    await live.signer.signNow(tenant.id);
    const newest = (await checkpoints(urls, tenant.id)).at(-1)!;
    await live.close();

    const restored = await openTestRuntime({ urls: backup, dataDir });
    const id = await append(restored, tenant.id, 1);
    const why = await refusedBy(restored, tenant.id);
    expect(why).toMatch(new RegExp(`the mark has ${newest.size} events, the database ${newest.size - 4}`));
    expect(why).toContain(tenant.origin);
    expect(restored.signer.refusal(tenant.id)).toBe(why);
    const proof = getProof(contextIn(tenant.id, ["proofs.read"]), id);
    await expect(proof).rejects.toMatchObject({ code: "unavailable", status: 503 });
    await append(restored, tenant.id, 20);
    expect(await refusedBy(restored, tenant.id)).toMatch(/events below seq \d+ have changed/);
    expect((await checkpoints(backup, tenant.id)).every((one) => one.size < newest.size)).toBe(true);
    await restored.close();
  });

  test("a ledger with checkpoints and no mark, or another's mark, is not signed", async () => {
    const { urls, dataDir, tenant } = await signedLedger();
    const [file] = marksIn(dataDir);
    const runtime = await openTestRuntime({ urls, dataDir });
    const other = await makeTenant();
    await settled(runtime, other.id);
    await append(runtime, other.id, 1);
    await runtime.signer.signNow(other.id);
    const before = await checkpoints(urls, tenant.id);
    await append(runtime, tenant.id, 1);
    const own = await runtime.signer.latestNote(tenant.id);
    rmSync(file!);
    expect(await refusedBy(runtime, tenant.id)).toMatch(/no high-water mark/);
    writeFileSync(file!, (await runtime.signer.latestNote(other.id))!);
    expect(await refusedBy(runtime, tenant.id)).toMatch(/not signed by this ledger's key/);
    writeFileSync(file!, "");
    expect(await refusedBy(runtime, tenant.id)).toMatch(/not signed by this ledger's key/);
    expect(await checkpoints(urls, tenant.id)).toEqual(before);
    writeFileSync(file!, own!);
    expect(await runtime.signer.signNow(tenant.id)).toBe(true);
    await runtime.close();
  });

  test.each([
    [
      "in the frontier",
      20,
      "UPDATE ledger SET frontier[1] = overlay(frontier[1] PLACING '\\xff' FROM 40) WHERE tenant_id = $1",
      /have changed/,
    ],
    [
      "in a tile and in all above it",
      300,
      `WITH t AS (UPDATE tile SET hashes = overlay(hashes PLACING '\\xff' FROM 40) WHERE tenant_id = $1 RETURNING hashes)
       UPDATE ledger SET frontier[2] = (SELECT tile_root(hashes) FROM t) WHERE tenant_id = $1`,
      /events below seq \d+ have changed/,
    ],
  ])("an old leaf that was changed %s is not signed over", async (_, count, statement, why) => {
    const { urls, dataDir, tenant } = await signedLedger(count);
    await superQuery(urls, "ALTER TABLE tile DISABLE TRIGGER USER");
    await superQuery(urls, statement, [tenant.id]);
    const runtime = await openTestRuntime({ urls, dataDir });
    const before = await checkpoints(urls, tenant.id);
    await append(runtime, tenant.id, 3);
    expect(await refusedBy(runtime, tenant.id)).toMatch(why);
    expect(await checkpoints(urls, tenant.id)).toEqual(before);
    await runtime.close();
  });

  test("a tile changed alone, below a hash that still stands, leads to no other root, and verification finds it", async () => {
    const { urls, dataDir, tenant } = await signedLedger(300);
    await superQuery(urls, "ALTER TABLE tile DISABLE TRIGGER USER");
    const change = "UPDATE tile SET hashes = overlay(hashes PLACING '\\xff' FROM 40) WHERE tenant_id = $1";
    await superQuery(urls, change, [tenant.id]);
    const runtime = await openTestRuntime({ urls, dataDir });
    await append(runtime, tenant.id, 3);
    await runtime.signer.signNow(tenant.id);
    const faults = await ledgerFaults(urls, tenant.id, runtime.signer.vkeyOf(tenant.origin));
    expect(faults).toEqual(["tile 0/0 is not that of the leaves"]);
    await runtime.close();
  });

  test("after a crash between mark and publication the next signer goes on", async () => {
    const { urls, dataDir, tenant } = await signedLedger();
    const runtime = await openTestRuntime({ urls, dataDir });
    const marks = directoryHighWater(join(dataDir, "high-water"));
    const crashing: HighWaterStore = {
      read: marks.read,
      async compareAndSwap(origin, expected, note) {
        await marks.compareAndSwap(origin, expected, note);
        throw new Error("crash");
      },
    };
    const keys = deriveSigningKeys(loadMasterKey(runtime.env.masterKeyFile, false));
    const signer = openSigner({ pool: runtime.database.ledgerPool, clock: runtime.clock, keys, marks: crashing });
    for (const grownBy of [0, 4]) {
      const before = await checkpoints(urls, tenant.id);
      await append(runtime, tenant.id, 2);
      expect(await whyNot(signer.signNow(tenant.id))).toBe("crash");
      const marked = (await marks.read(tenant.origin))!;
      expect(marked).not.toBe(before.at(-1)!.note);
      if (grownBy > 0) await append(runtime, tenant.id, grownBy);
      expect(await runtime.signer.signNow(tenant.id)).toBe(true);
      const after = await checkpoints(urls, tenant.id);
      expect(after.at(-1)!.size).toBe(await sizeOf(urls, tenant.id));
      if (grownBy === 0) expect(after.at(-1)!.note).toBe(marked);
    }
    expect(await ledgerFaults(urls, tenant.id, runtime.signer.vkeyOf(tenant.origin))).toEqual([]);
    await signer.close();
    await runtime.close();
  });

  test("without the master key, a database with checkpoints is a refused start, and no new key is made", async () => {
    const { urls, dataDir } = await signedLedger();
    const file = join(dataDir, "master.key");
    rmSync(file);
    await expect(openTestRuntime({ urls, dataDir })).rejects.toThrow(/SEALTRAIL_MASTER_KEY_FILE: .* is missing/);
    expect(existsSync(file)).toBe(false);
    writeFileSync(file, "c2hvcnQ=");
    await expect(openTestRuntime({ urls, dataDir })).rejects.toThrow(/32 bytes in base64/);
    writeFileSync(file, Buffer.alloc(32, 7).toString("base64"));
    const other = await openTestRuntime({ urls, dataDir });
    const [ledger] = await superQuery<{ tenant_id: string }>(urls, "SELECT tenant_id FROM ledger");
    await append(other, ledger!.tenant_id, 1);
    expect(await whyNot(other.signer.signNow(ledger!.tenant_id))).toMatch(/not signed by this ledger's key/);
    await other.close();
  });
});

test("a copy of the database may not be signed beside the original", async () => {
  const urls = await openTestDatabase();
  const dataDir = testDirectory();
  const original = await openTestRuntime({ urls, dataDir });
  const tenant = await makeTenant();
  await settled(original, tenant.id);
  await append(original, tenant.id, 3);
  await original.signer.signNow(tenant.id);
  await original.close();
  const copy = await cloneDatabase(urls);
  const [a, b] = [await openTestRuntime({ urls, dataDir }), await openTestRuntime({ urls: copy.urls, dataDir })];
  await append(a, tenant.id, 2);
  await append(b, tenant.id, 2);
  const outcomes = [await refusedBy(a, tenant.id), await refusedBy(b, tenant.id)];
  expect(outcomes[0]).toBe("signed: true");
  expect(outcomes[1]).toMatch(/have changed/);
  await a.close();
  await b.close();
  await copy.close();
});
