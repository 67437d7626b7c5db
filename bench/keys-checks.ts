import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import { KIND_PERMISSIONS, type RequestOrigin } from "#server/access/index.ts";
import { uuidv7 } from "#server/ids.ts";
import { authenticateKey } from "#server/keys/index.ts";
import { createTenant, ensurePartitions } from "#server/tenants/index.ts";
import { mintToken } from "#server/tokens/index.ts";
import { randomSource } from "./event-maker.ts";
import { atMost, figure, type ResultRow } from "./results.ts";
import { type Stand, say } from "./stand.ts";
import { latenciesOf } from "./statistics.ts";

const TENANTS = 50;
const KEYS = 10_000;
const ROUNDS = 3;
const WARM_UP_CHECKS = 2_000;
const IN_FLIGHT = 16;
const FAKES = 10_000;
/** A backend that is idle tells its counters within ten seconds. */
const COUNTED_MS = 11_000;
const CONTROL_CHECKS = 100;
const ORIGIN: RequestOrigin = { requestId: "bench", via: "api", ip: "203.0.113.7" };

/** How long a check takes among 10,000 keys, and what a fake costs. Gives the tokens too, and the median of a check. */
export async function measureChecks(stand: Stand): Promise<{ rows: ResultRow[]; keys: string[]; checkMs: number }> {
  const keys = await makeKeys(stand);
  return stand.withRuntime(async () => {
    const { rows: first, checkMs } = await firstLooks(keys);
    say(`check of a key that is not remembered: p99 ${first[0]!.value} ms`);
    const remembered = await rememberedLooks(keys);
    say(`check of a key that is remembered: p99 ${remembered[0]!.value} ms`);
    const fakes = await countFakes(stand, keys);
    say(`statements for ${FAKES} fakes: ${fakes[0]!.value}`);
    return { rows: [...first, ...remembered, ...fakes], keys, checkMs };
  });
}

/** Rows as createKey writes them: two thirds with a scope and a mask, a tenth rotating; all spread over 50 tenants. */
async function makeKeys(stand: Stand): Promise<string[]> {
  const tenants = await stand.withRuntime(async () => {
    const ids: string[] = [];
    await ensurePartitions(new Date(), new Date());
    for (let i = 0; i < TENANTS; i++) {
      const id = uuidv7(Date.now());
      await createTenant({ id, slug: `keys-${i}-${id.slice(-6)}`, name: `Keys ${i}`, timeZone: "UTC" });
      ids.push(id);
    }
    return ids;
  });
  const minted = Array.from({ length: KEYS }, () => mintToken("prv"));
  await stand.withSuperuser(async (client) => {
    await insertKeys(client, tenants, minted);
    await client.query("VACUUM (ANALYZE) provisioning_key, key_secret, role, tenant");
  });
  return minted.map(({ token }) => token);
}

async function insertKeys(client: pg.Client, tenants: string[], minted: ReturnType<typeof mintToken>[]): Promise<void> {
  await client.query(
    `INSERT INTO provisioning_key (tenant_id, id, kind, name, purpose, role, permissions, secret_hash, scope, masks, addresses,
                                   requests_per_minute, created_at, expires_at)
     SELECT ($1::uuid[])[1 + o % $2], id, 'provisioning', 'Key ' || o, 'Benchmarks', 'viewer', $3, hash,
            CASE WHEN o % 3 > 0 THEN '{"environments": ["prod"], "actions": ["secret.*", "session.*"]}'::jsonb END,
            CASE WHEN o % 3 > 0 THEN '{actor.email}'::text[] ELSE '{}' END, CASE WHEN o % 4 = 0 THEN '{203.0.113.0/24,127.0.0.0/8}'::text[] ELSE '{}' END,
            1000000, now(), now() + interval '90 days'
       FROM unnest($4::text[], $5::bytea[]) WITH ORDINALITY AS k (id, hash, o)`,
    [
      tenants,
      tenants.length,
      [...KIND_PERMISSIONS.provisioning],
      minted.map(({ id }) => id),
      minted.map(({ secretHash }) => Buffer.from(secretHash)),
    ],
  );
  await client.query(
    `INSERT INTO key_secret (tenant_id, key_id, secret_hash, made_at, replaced_at, replaced_by, reason, valid_until)
     SELECT tenant_id, id, sha256(id::bytea), now(), now(), 'Benchmarks', 'rotated', now() + interval '1 day'
       FROM provisioning_key WHERE purpose = 'Benchmarks' AND right(name, 1) = '7'`,
  );
}

async function timedCheck(token: string): Promise<number> {
  const beganMs = performance.now();
  await authenticateKey(token, ORIGIN);
  return performance.now() - beganMs;
}

function shuffled<T>(list: readonly T[], seed: number): T[] {
  const random = randomSource(seed);
  return list
    .map((value) => ({ value, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ value }) => value);
}

/** Every key once a round, in another order each: none was looked at in the last quarter of a second. */
async function firstLooks(keys: readonly string[]): Promise<{ rows: ResultRow[]; checkMs: number }> {
  for (const token of shuffled(keys, 1).slice(0, WARM_UP_CHECKS)) await timedCheck(token);
  const timesMs: number[] = [];
  for (let round = 0; round < ROUNDS; round++)
    for (const token of shuffled(keys, 2 + round)) timesMs.push(await timedCheck(token));
  const together: number[] = [];
  const waiting = shuffled(keys, 9);
  const work = async () => {
    for (let token = waiting.pop(); token !== undefined; token = waiting.pop()) together.push(await timedCheck(token));
  };
  const beganMs = performance.now();
  await Promise.all(Array.from({ length: IN_FLIGHT }, work));
  const perSecond = (KEYS / (performance.now() - beganMs)) * 1_000;
  const { p50, p99, max } = latenciesOf(timesMs);
  const what = `check of a key that is not remembered, ${KEYS.toLocaleString("en")} keys of ${TENANTS} tenants`;
  const rows = [
    figure(`${what}, one at a time, p99 of ${timesMs.length} checks`, p99, "ms", atMost(1)),
    figure(`${what}, p50`, p50, "ms"),
    figure(`${what}, max`, max, "ms"),
    figure(`${what}, ${IN_FLIGHT} at a time, checks a second`, perSecond, "checks/s"),
    figure(
      `${what}, ${IN_FLIGHT} at a time, p99 of ${KEYS} with the wait for a connection`,
      latenciesOf(together).p99,
      "ms",
    ),
  ];
  return { rows, checkMs: p50 };
}

/** Each key right after another look at it. */
async function rememberedLooks(keys: readonly string[]): Promise<ResultRow[]> {
  const timesMs: number[] = [];
  for (const token of shuffled(keys, 20)) {
    await timedCheck(token);
    timesMs.push(await timedCheck(token));
  }
  const { p50, p99 } = latenciesOf(timesMs);
  const what = "check of a key that was looked at within the last quarter of a second";
  return [figure(`${what}, p99 of ${timesMs.length} checks`, p99, "ms", atMost(1)), figure(`${what}, p50`, p50, "ms")];
}

/** Transactions of the database while fakes are refused; and, so that the counter is seen to count, while real keys are checked. */
async function countFakes(stand: Stand, keys: readonly string[]): Promise<ResultRow[]> {
  const database = new URL(stand.postgres.superuserUrl).pathname.slice(1);
  const counted = (work: () => Promise<void>) =>
    stand.withSuperuser(async (client) => {
      const transactions = async () => {
        await sleep(COUNTED_MS);
        const text = "SELECT xact_commit + xact_rollback AS n FROM pg_stat_database WHERE datname = $1";
        return Number((await client.query<{ n: string }>(text, [database])).rows[0]!.n);
      };
      const before = await transactions();
      await work();
      return (await transactions()) - before;
    }, "postgres");
  const setAutovacuum = (value: string) =>
    stand.withSuperuser(async (client) => {
      await client.query(`ALTER SYSTEM SET autovacuum = ${value}`);
      await client.query("SELECT pg_reload_conf()");
    });
  const fakes = Array.from({ length: FAKES }, () => mintToken("prv").token.replace(/.{6}$/, "000000"));
  await setAutovacuum("off");
  try {
    const timesMs: number[] = [];
    const forFakes = await counted(async () => {
      for (const fake of fakes) {
        const beganMs = performance.now();
        await authenticateKey(fake, ORIGIN).catch(() => {});
        timesMs.push(performance.now() - beganMs);
      }
    });
    const forKeys = await counted(async () => {
      for (const token of keys.slice(0, CONTROL_CHECKS)) await timedCheck(token);
    });
    const what = "a fake with a bad checksum";
    return [
      figure(`transactions of the database for ${FAKES} of ${what}`, forFakes, "transactions", atMost(0)),
      figure(`the same counter for ${CONTROL_CHECKS} real keys`, forKeys, "transactions"),
      figure(`${what} refused, p99 of ${FAKES}`, latenciesOf(timesMs).p99, "ms"),
    ];
  } finally {
    await setAutovacuum("on");
  }
}
