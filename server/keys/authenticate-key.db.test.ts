import { setTimeout as sleep } from "node:timers/promises";
import { beforeAll, describe, expect, test } from "vitest";
import { openTestRuntime, superQuery, type TestRuntime } from "../../tests/database.ts";
import { keyIdOf, makePerson, makeTenant, newEvent, type TestTenant } from "../../tests/tenant.ts";
import { AppError } from "../errors.ts";
import { appendEvents, listEvents } from "../events/index.ts";
import { log } from "../log.ts";
import { signIn } from "../people/index.ts";
import { authenticateKey, createKey, createPlatformKey } from "./index.ts";
import { mintKey } from "./token.ts";

const origin = { requestId: "r", ip: "203.0.113.9", userAgent: "tests/1", via: "api" } as const;
let runtime: TestRuntime;
let tenant: TestTenant;
beforeAll(async () => {
  runtime = await openTestRuntime();
  tenant = await makeTenant();
});

const refusal = (token: string | undefined) =>
  authenticateKey(token, origin).then(
    () => "accepted",
    (error) => (error instanceof AppError ? error : Promise.reject(error)),
  ) as Promise<AppError>;

/** The key.refused events of a key, once there are `count` of them. */
async function refusalsOf(keyId: string, count: number) {
  for (let i = 0; ; i++) {
    const rows = await superQuery<{ body: string; tenant_id: string }>(
      runtime.urls,
      "SELECT body, tenant_id FROM event WHERE action = 'key.refused' AND actor_id = $1 ORDER BY seq",
      [keyId],
    );
    if (rows.length >= count || i === 40) return rows;
    await sleep(50);
  }
}

/** Counts the statements that the runtime sends while `work` runs. */
async function statementsDuring(work: () => Promise<unknown>): Promise<number> {
  const { keyPool, ledgerPool, prisma } = runtime.database;
  let statements = 0;
  const pools = [keyPool, ledgerPool].map((pool) => ({ pool, query: pool.query }));
  const raw = prisma.$queryRawUnsafe;
  for (const { pool, query } of pools)
    pool.query = ((...args: Parameters<typeof query>) => {
      statements++;
      return query.apply(pool, args);
    }) as typeof query;
  Object.assign(prisma, {
    $queryRawUnsafe: (...args: Parameters<typeof raw>) => {
      statements++;
      return raw.apply(prisma, args);
    },
  });
  try {
    await work();
  } finally {
    for (const { pool, query } of pools) pool.query = query;
    Object.assign(prisma, { $queryRawUnsafe: raw });
  }
  return statements;
}

describe("a key", () => {
  test("proves itself and holds its kind's rights in its tenant", async () => {
    const key = await authenticateKey(tenant.provisioning, origin);
    expect(key).toMatchObject({ id: keyIdOf(tenant.provisioning), kind: "provisioning", tenantId: tenant.id });
    expect(key.permissions.has("events.read")).toBe(true);
    expect(key.permissions.has("events.append")).toBe(false);
    expect(
      (await authenticateKey((await createPlatformKey({ name: "p", purpose: "p" })).token, origin)).tenantId,
    ).toBeNull();
  });

  test("with a bad checksum, another shape or none is refused without a query", async () => {
    const token = tenant.ingest;
    const fakes = [
      undefined,
      "",
      "x",
      token.slice(0, -1),
      `${token}0`,
      token.slice(0, -1) + (token.endsWith("a") ? "b" : "a"),
    ];
    expect(
      await statementsDuring(async () => {
        for (const fake of fakes) expect(await refusal(fake)).toMatchObject({ code: "unauthenticated", status: 401 });
      }),
    ).toBe(0);
    expect(await statementsDuring(() => refusal(token))).toBeGreaterThan(0);
  });

  test("of an unknown id, of a wrong secret, revoked, expired: refused in the same words; known ones are recorded", async () => {
    const make = async (expiresAt?: Date) =>
      (
        await createKey(tenant.context, {
          kind: "ingest",
          name: "n",
          purpose: "p",
          ...(expiresAt ? { expiresAt } : {}),
        })
      ).token;
    const [revoked, expired, guessed] = [await make(), await make(new Date(Date.now() + 400)), await make()];
    await superQuery(runtime.urls, "UPDATE provisioning_key SET revoked_at = now() WHERE id = $1", [keyIdOf(revoked)]);
    const impostor = mintKey("ingest");
    await superQuery(runtime.urls, "UPDATE provisioning_key SET id = $2 WHERE id = $1", [
      keyIdOf(guessed),
      impostor.id,
    ]);
    await sleep(500);
    const errors = [];
    for (const token of [revoked, expired, impostor.token, mintKey("ingest").token]) errors.push(await refusal(token));
    for (const error of errors) expect(error).toMatchObject({ code: "unauthenticated", message: errors[0]!.message });
    for (const [id, reason] of [
      [keyIdOf(revoked), "revoked"],
      [keyIdOf(expired), "expired"],
      [impostor.id, "wrong secret"],
    ]) {
      const events = await refusalsOf(id!, 1);
      expect(events).toHaveLength(1);
      expect(events[0]!.tenant_id).toBe(tenant.id);
      expect(JSON.parse(events[0]!.body)).toMatchObject({ outcome: "denied", metadata: { reason, count: 1 } });
    }
    const sizeBefore = (await refusalsOf(impostor.id, 1)).length;
    for (let i = 0; i < 20; i++) await refusal(impostor.token);
    // From many addresses it is told apart for the first few.
    for (let i = 0; i < 60; i++)
      await authenticateKey(impostor.token, { ...origin, ip: `198.51.100.${i}` }).catch(() => {});
    await sleep(300);
    const told = await refusalsOf(impostor.id, sizeBefore + 20);
    expect(told.length).toBe(sizeBefore + 20);
  });
});

test("no secret is in any event, any column or any table", async () => {
  const person = await makePerson([tenant]);
  const { sessionId } = await signIn({ email: person.email, password: person.password }, origin);
  expect(sessionId).toBeTruthy();
  const key = await authenticateKey(tenant.ingest, origin);
  await appendEvents(key, Buffer.from(JSON.stringify(newEvent())), { idempotencyKey: "secret-idempotency-key" });
  await listEvents(tenant.context, {});
  await refusal(mintKey("ingest").token);
  const secrets = [tenant.ingest, tenant.provisioning, tenant.management].map((token) =>
    token.split("_")[3]!.slice(0, 30),
  );
  secrets.push(person.password, "secret-idempotency-key");
  const tables = await superQuery<{ name: string }>(
    runtime.urls,
    "SELECT c.oid::regclass::text AS name FROM pg_class c WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace",
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const rows = await superQuery<{ row: string }>(runtime.urls, `SELECT to_json(t)::text AS row FROM ${name} t`);
    const text = rows.map((row) => row.row).join("\n");
    for (const secret of secrets) {
      const hex = Buffer.from(secret).toString("hex");
      if (text.includes(secret) || text.includes(hex)) found.push(`${name}: ${secret.slice(0, 4)}`);
    }
  }
  expect(found).toEqual([]);
  expect(tables.length).toBeGreaterThan(15);
});

test("no secret is in a log line, whatever was logged", () => {
  const lines: string[] = [];
  const write = process.stderr.write;
  process.stderr.write = ((line: string) => lines.push(line) > 0) as typeof write;
  try {
    const cause = new Error(`connect postgres://sealtrail_app:hunter2@127.0.0.1/db with ${tenant.ingest}`);
    log.fatal({ err: new Error(tenant.provisioning, { cause }), header: `Bearer ${tenant.management}` }, tenant.ingest);
  } finally {
    process.stderr.write = write;
  }
  const text = lines.join("");
  expect(text).toContain(keyIdOf(tenant.ingest));
  for (const token of [tenant.ingest, tenant.provisioning, tenant.management])
    expect(text).not.toContain(token.slice(20));
  expect(text).not.toContain("hunter2");
});
