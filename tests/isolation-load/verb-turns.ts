import { setTimeout as sleep } from "node:timers/promises";
import { inTenant, type TenantTransaction } from "#server/access/index.ts";
import { getEvent, getProof, listEvents, openTail, type VisibleEvent } from "#server/events/index.ts";
import { createKey } from "#server/keys/index.ts";
import { getLatestCheckpoint } from "#server/proofs/index.ts";
import { runtime } from "#server/runtime.ts";
import { sendEvents } from "../tenant.ts";
import { Abandoned, another, attempt, type Client, oneOf } from "./client.ts";
import { someQuery, type Turn } from "./http-turns.ts";
import { keepReceipts, type LoadTenant, markedEvents } from "./world.ts";

type TenantRows = { tenant_id: string | null }[];

/** Statements without a condition on the tenant: row-level security alone stands between them and every tenant's rows. */
const UNCONDITIONAL = [
  "SELECT tenant_id::text FROM event ORDER BY received_at DESC LIMIT 60",
  "SELECT tenant_id::text FROM membership",
  "SELECT tenant_id::text FROM provisioning_key",
  "SELECT tenant_id::text FROM role",
  "SELECT tenant_id::text FROM checkpoint",
  "SELECT tenant_id::text FROM ledger",
  "SELECT id::text AS tenant_id FROM tenant",
  "SELECT current_setting('app.tenant_id', true) AS tenant_id",
  "SELECT m.tenant_id::text FROM person p LEFT JOIN membership m ON m.person_id = p.id",
];

async function list(client: Client, tenant: LoadTenant): Promise<void> {
  const input = { q: someQuery(client, tenant), limit: 1 + client.pick(100) };
  const page = await attempt(client, "listEvents", ["ok"], () => listEvents(tenant.context, input));
  if (page) client.world.witness.records("listEvents", tenant.id, page.records);
}

async function event(client: Client, tenant: LoadTenant): Promise<void> {
  const id = oneOf(client, tenant.events);
  const record = await attempt(client, "getEvent", ["ok"], () => getEvent(tenant.context, id));
  if (record) client.world.witness.records("getEvent", tenant.id, [record]);
}

async function foreignEvent(client: Client, tenant: LoadTenant): Promise<void> {
  const id = oneOf(client, another(client, tenant).events);
  const read = oneOf(client, [getEvent, getProof]);
  await attempt<unknown>(client, "foreign getEvent", ["not_found"], () => read(tenant.context, id));
}

async function tail(client: Client, tenant: LoadTenant): Promise<void> {
  const input = { q: "", afterSeq: client.pick(60), includeReads: true };
  const open = await attempt(client, "openTail", ["ok"], () => openTail(tenant.context, input));
  for (let pages = client.pick(3); open && pages > 0; pages--) {
    const shown: VisibleEvent[] = [];
    await attempt(client, "tail.step", ["ok"], () => open.step((record) => shown.push(record)));
    client.world.witness.records("tail.step", tenant.id, shown);
  }
}

async function append(client: Client, tenant: LoadTenant): Promise<void> {
  const events = markedEvents(tenant, 1 + client.pick(3));
  const answer = await attempt(client, "appendEvents", ["ok"], () => sendEvents(tenant.ingest, events));
  if (answer) keepReceipts(client.world, tenant, answer.receipts);
}

async function newKey(client: Client, tenant: LoadTenant): Promise<void> {
  const { witness } = client.world;
  const input = { kind: "ingest", name: tenant.slug, purpose: tenant.id } as const;
  const key = await attempt(client, "createKey", ["ok"], () => createKey(tenant.context, input));
  if (!key) return;
  witness.own(key.id, tenant.id);
  const answer = await attempt(client, "appendEvents", ["ok"], () => sendEvents(key.token, markedEvents(tenant, 1)));
  if (answer) keepReceipts(client.world, tenant, answer.receipts);
}

async function checkpoint(client: Client, tenant: LoadTenant): Promise<void> {
  const note = await attempt(client, "getLatestCheckpoint", ["ok"], () => getLatestCheckpoint(tenant.context));
  if (note) client.world.witness.text("getLatestCheckpoint", tenant.id, note);
}

const readAll = (tx: TenantTransaction, client: Client) => tx.run<TenantRows[number]>(oneOf(client, UNCONDITIONAL), []);

async function unconditional(client: Client, tenant: LoadTenant): Promise<void> {
  const rows = await attempt(client, "unconditional read", ["ok"], () =>
    inTenant(tenant.context, "events.read", (tx) => readAll(tx, client)),
  );
  if (rows) client.world.witness.tenantRows("unconditional read", tenant.id, rows);
}

/** A verb that throws in the middle: before, between or beside its statements. */
async function thrown(client: Client, tenant: LoadTenant): Promise<void> {
  const { witness } = client.world;
  const way = client.pick(3);
  const seen: Promise<TenantRows>[] = [];
  await attempt(client, "throws in the middle", ["abandoned"], () =>
    inTenant(tenant.context, "events.read", async (tx) => {
      if (way > 0) seen.push(readAll(tx, client));
      if (way === 1) await seen[0];
      throw new Abandoned("in the middle of a transaction");
    }),
  );
  // The statement that nobody awaited either failed with its transaction or saw its own tenant.
  for (const rows of await Promise.allSettled(seen))
    if (rows.status === "fulfilled") witness.tenantRows("throws in the middle", tenant.id, rows.value);
}

/** A verb that is given up while it waits, and one that goes on with its transaction after the end. */
async function late(client: Client, tenant: LoadTenant): Promise<void> {
  const { witness } = client.world;
  let kept: TenantTransaction | undefined;
  const given = new AbortController();
  setTimeout(() => given.abort(), client.pick(15));
  await attempt(client, "given up while it waits", ["ok", "abandoned"], () =>
    inTenant(tenant.context, "events.read", async (tx) => {
      kept = tx;
      witness.tenantRows("given up while it waits", tenant.id, await readAll(tx, client));
      await sleep(client.pick(15), undefined, { signal: given.signal }).catch(() => {
        throw new Abandoned("given up");
      });
    }),
  );
  if (!kept) return;
  const rows = await readAll(kept, client).catch(() => undefined);
  witness.count("statement after the end");
  witness.outcome(rows ? "ok" : "refused");
  if (rows) witness.fault("statement after the end: a transaction that has ended still answers");
}

/** The same connections without a tenant: nothing is set, nothing is seen. */
async function noTenant(client: Client): Promise<void> {
  const rows = await attempt(client, "no tenant", ["ok"], () =>
    runtime().database.prisma.$queryRawUnsafe<{ setting: string | null; n: number }[]>(
      `SELECT current_setting('app.tenant_id', true) AS setting,
              ((SELECT count(*) FROM event) + (SELECT count(*) FROM membership) + (SELECT count(*) FROM tenant))::int AS n`,
    ),
  );
  const [row] = rows ?? [];
  if (row && (row.setting || row.n > 0))
    client.world.witness.fault(`no tenant: app.tenant_id is "${row.setting}" and ${row.n} rows are seen`);
}

/** Turns that call the verbs and the door themselves, with their weights. */
export const VERB_TURNS: readonly [number, Turn][] = [
  [8, list],
  [4, event],
  [4, foreignEvent],
  [3, tail],
  [4, append],
  [1, newKey],
  [2, checkpoint],
  [12, unconditional],
  [8, thrown],
  [6, late],
  [8, noTenant],
];
