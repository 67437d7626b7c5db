import { runtime } from "#server/runtime.ts";
import type { SealedEvent } from "#tlog";
import { type DatabaseUrls, withClient } from "../database-server.ts";
import type { World } from "./world.ts";

const ASKED_PER_CONNECTION = 3;
const HELD_S = 0.05;
const PAGE_EVENTS = 5_000;

interface Setting {
  pid: number;
  setting: string | null;
}

const SETTING_SQL = `SELECT pg_backend_pid() AS pid, current_setting('app.tenant_id', true) AS setting, pg_sleep(${HELD_S})::text`;

/** Asks every pooled connection what tenant is set outside a transaction; returns how many connections answered for reads. */
export async function checkConnections(world: World, readConnections: number): Promise<number> {
  const { prisma, ledgerPool } = runtime().database;
  const askAll = async (what: string, ask: () => Promise<Setting[]>): Promise<number> => {
    // A connection that was ended last may still be in the pool: it answers with its end, once.
    const again = () => ask().catch(() => ask());
    const answers = await Promise.all(Array.from({ length: readConnections * ASKED_PER_CONNECTION }, again));
    for (const { pid, setting } of answers.flat())
      if (setting) world.witness.fault(`${what} connection ${pid}: app.tenant_id is ${setting} outside a transaction`);
    return new Set(answers.flat().map(({ pid }) => pid)).size;
  };
  await askAll("ledger", async () => (await ledgerPool.query<Setting>(SETTING_SQL)).rows);
  return askAll("read", () => prisma.$queryRawUnsafe<Setting[]>(SETTING_SQL));
}

/** Reads every ledger as the superuser: each holds its own tenant's events only, and all that were acknowledged. */
export async function checkLedgers(urls: DatabaseUrls, world: World): Promise<number> {
  let events = 0;
  await withClient(urls.superuser, async (client) => {
    for (const tenant of world.tenants) {
      const stored = new Set<string>();
      for (let from = 0, last = PAGE_EVENTS; last === PAGE_EVENTS; from += PAGE_EVENTS) {
        const { rows } = await client.query<{ id: string; body: string }>(
          "SELECT id, body FROM event WHERE tenant_id = $1 AND seq >= $2 AND seq < $3",
          [tenant.id, from, from + PAGE_EVENTS],
        );
        last = rows.length;
        events += rows.length;
        for (const { id } of rows) stored.add(id);
        const shown = rows.map((row) => ({ event: JSON.parse(row.body) as SealedEvent }));
        world.witness.records("ledger", tenant.id, shown);
      }
      const lost = tenant.events.filter((id) => !stored.has(id));
      if (lost.length > 0)
        world.witness.fault(`ledger of ${tenant.id}: ${lost.length} acknowledged events are not there`);
    }
    const { rows: keys } = await client.query<{ id: string; tenant_id: string }>(
      "SELECT id, tenant_id FROM provisioning_key",
    );
    for (const key of keys) {
      const owner = world.witness.ownerOf(key.id);
      if (owner !== undefined && owner !== key.tenant_id)
        world.witness.fault(`key ${key.id} of ${owner} is in ${key.tenant_id}`);
    }
  });
  return events;
}
