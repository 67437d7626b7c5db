import { inTenant, type TenantContext, type TenantTransaction } from "../access/index.ts";
import { findRole } from "../roles/index.ts";
import { runtime } from "../runtime.ts";
import { findKeyRows, type Key, type KeyState, keyOf, namesOf, withoutMasked } from "./read-key.ts";

/** A key of a list with what it was used for in the last 7 days. */
export interface ListedKey extends Key {
  week: { requests: number; rows: number; refusals: number };
}

const DAY_MS = 86_400_000;

/** The keys of the tenant, platform keys aside, in one state or in any; the newest first. */
export async function listKeys(
  context: TenantContext,
  { state }: { state?: KeyState | undefined } = {},
): Promise<ListedKey[]> {
  return inTenant(context, "keys.read", async (tx) => {
    const now = runtime().clock.now();
    // Over the primary key (tenant_id, key_id, hour).
    const sums = await tx.db.keyHour.groupBy({
      by: ["keyId"],
      where: { tenantId: tx.tenantId, hour: { gte: new Date(now.getTime() - 7 * DAY_MS) } },
      _sum: { requests: true, rows: true, refusals: true },
    });
    const weeks = new Map(sums.map(({ keyId, _sum }) => [keyId, _sum]));
    const keys = (await readKeys(tx, now))
      .map((key) => {
        const week = weeks.get(key.id);
        return {
          ...withoutMasked(key, context),
          week: {
            requests: Number(week?.requests ?? 0),
            rows: Number(week?.rows ?? 0),
            refusals: Number(week?.refusals ?? 0),
          },
        };
      })
      .filter((key) => state === undefined || key.state === state);
    tx.recordRead("keys.listed", { metadata: { rows: keys.length, ...(state === undefined ? {} : { state }) } });
    return keys;
  });
}

/** Every key of the tenant, whatever its state, within a transaction that does more; the newest first. */
export async function readKeys(tx: TenantTransaction, now: Date): Promise<Key[]> {
  const rows = await findKeyRows(tx);
  const names = await namesOf(
    tx,
    rows.map((row) => row.ownerId),
  );
  const roles = new Map<string, Awaited<ReturnType<typeof findRole>>>();
  for (const name of new Set(rows.map((row) => row.role))) roles.set(name, await findRole(tx, name));
  return rows.map((row) => keyOf(row, names.get(row.ownerId ?? "") ?? null, roles.get(row.role)!, now));
}
