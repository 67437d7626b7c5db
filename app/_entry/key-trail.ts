import "server-only";
import { PERMISSION_GROUPS, type Permission, type PermissionText, type TenantContext } from "#server/access/index.ts";
import { listEvents } from "#server/events/index.ts";
import type { Key } from "#server/keys/index.ts";
import { getLedgerSeal } from "#server/proofs/index.ts";
import { formatQuery, narrowView, viewOf } from "#server/query/index.ts";
import { getRoleView } from "#server/roles/index.ts";
import type { Viewer } from "./viewer.ts";

/** The rights in the order and words of the pages. */
export const rightsInWords = (held: readonly Permission[]): PermissionText[] =>
  PERMISSION_GROUPS.flatMap((group) => group.permissions).filter(({ name }) => held.includes(name));

const REQUESTS_SHOWN = 30;
const HISTORY_SHOWN = 30;

/** What the trail tells of a key, as far as the viewer sees it: its requests, and what was done with it. */
export async function trailOfKey(context: TenantContext, id: string) {
  const q = `actor.id:${id} origin:sealtrail`;
  // Read before the lists: the tail begins here, so that nothing falls between the two.
  const seal = context.permissions.has("tenant.read") ? await getLedgerSeal(context) : null;
  const requests = await listEvents(context, { q, limit: REQUESTS_SHOWN });
  const history = await listEvents(context, {
    q: `target.id:${id} origin:sealtrail -actor.id:${id}`,
    reads: "hide",
    limit: HISTORY_SHOWN,
  });
  return {
    q,
    requests: requests.records,
    cursor: requests.next_cursor,
    history: history.records,
    size: seal?.size ?? 0,
  };
}

/**
 * What a provisioning key sees, by role and own scope together, as a query of the Events page; null for other keys, and for a viewer who
 * may not see events or that role.
 */
export async function queryOfKey({ context, membership, permissions }: Viewer, key: Key): Promise<string | null> {
  if (key.kind !== "provisioning" || !permissions.includes("events.read")) return null;
  if (key.role !== membership.role && !permissions.includes("roles.read")) return null;
  const role = key.role === membership.role ? context.view : await getRoleView(context, key.role);
  return formatQuery(narrowView(role, viewOf(key.scope, key.masks)).scope);
}

/** Who issued the key, as far as the viewer's trail tells; null where it does not. */
export async function issuerOf({ context, permissions }: Viewer, id: string): Promise<string | null> {
  if (!permissions.includes("events.read")) return null;
  const { records } = await listEvents(context, { q: `target.id:${id} action:key.created origin:sealtrail`, limit: 1 });
  return records[0]?.event.actor.name ?? null;
}
