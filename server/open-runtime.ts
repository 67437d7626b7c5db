import { hash } from "node:crypto";
import { join } from "node:path";
import { useSha256 } from "#tlog";
import { backgroundDone } from "./background.ts";
import { type Clock, systemClock } from "./clock.ts";
import { type Database, openDatabase } from "./database.ts";
import type { Environment } from "./env.ts";
import { flushAppendCounts } from "./keys/index.ts";
import { deriveSigningKeys, directoryHighWater, loadMasterKey, openCommitter, openSigner } from "./ledger/index.ts";
import { setMacKeys } from "./macs.ts";
import { openMailer } from "./mail/index.ts";
import { openPlaces } from "./places/index.ts";
import { type Runtime, setRuntime } from "./runtime.ts";

useSha256((bytes) => hash("sha256", bytes, "binary"));

const MUST_BE_ON = ["fsync", "full_page_writes"] as const;

/** Opens everything that a process has one of. Throws an Error whose message is one clear line; nothing is left half-open. */
export async function openRuntime(
  env: Environment,
  clock: Clock = systemClock,
): Promise<Runtime & { close(): Promise<void> }> {
  const places = env.geoipFile === null ? null : await openPlaces(env.geoipFile);
  const database = openDatabase(env);
  try {
    await refuseUnsafeDatabase(database);
    const heads = await database.ledgerPool.query<{ signed_size: string }>(
      "SELECT signed_size FROM ledger_heads() WHERE signed_size > 0 LIMIT 1",
    );
    const masterKey = loadMasterKey(env.masterKeyFile, heads.rows.length === 0);
    setMacKeys(masterKey);
    const pool = database.ledgerPool;
    const signer = openSigner({
      pool,
      clock,
      keys: deriveSigningKeys(masterKey),
      marks: directoryHighWater(join(env.dataDir, "high-water")),
    });
    const committer = openCommitter({
      pool,
      clock,
      preparedStatements: env.preparedStatements,
      onAppended: signer.touch,
    });
    const mailer = env.smtp === null ? null : openMailer(env.smtp);
    const runtime: Runtime = { env, clock, database, committer, signer, mailer, places };
    setRuntime(runtime);
    return {
      ...runtime,
      async close() {
        await backgroundDone();
        await flushAppendCounts();
        await committer.drain();
        await signer.close();
        await mailer?.close();
        await database.close();
        setRuntime(undefined);
      },
    };
  } catch (error) {
    await database.close().catch(() => {});
    throw error;
  }
}

async function refuseUnsafeDatabase(database: Database): Promise<void> {
  let settings: Record<string, string>;
  try {
    const names = [...MUST_BE_ON, "synchronous_commit", "server_version_num"];
    const { rows } = await database.ledgerPool.query<{ name: string; setting: string }>(
      "SELECT name, setting FROM pg_settings WHERE name = ANY ($1)",
      [names],
    );
    settings = Object.fromEntries(rows.map((row) => [row.name, row.setting]));
  } catch (cause) {
    throw new Error(
      `DATABASE_URL: the database cannot be reached (${(cause as Error).message}); check the address, the password and that PostgreSQL runs`,
      { cause },
    );
  }
  if (Number(settings.server_version_num) < 150_000)
    throw new Error("DATABASE_URL: this is PostgreSQL older than 15; use 15 to 18");
  for (const name of MUST_BE_ON) {
    if (settings[name] !== "on")
      throw new Error(
        `DATABASE_URL: PostgreSQL runs with ${name} = ${settings[name]}, so an acknowledged event could be lost; set ${name} = on`,
      );
  }
  if (settings.synchronous_commit === "off") {
    throw new Error(
      "DATABASE_URL: PostgreSQL runs with synchronous_commit = off, so an acknowledged event could be lost; set synchronous_commit = on",
    );
  }
  const migrated = await database.ledgerPool.query("SELECT to_regclass('public.event') IS NOT NULL AS done");
  if (!migrated.rows[0].done)
    throw new Error("DATABASE_URL: the database has no Sealtrail tables yet; run: npm run migrate");
}
