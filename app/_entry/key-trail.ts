import "server-only";
import { PERMISSION_GROUPS, type Permission, type PermissionText, type TenantContext } from "#server/access/index.ts";
import { listEvents } from "#server/events/index.ts";

/** The rights in the order and words of the pages. */
export const rightsInWords = (held: readonly Permission[]): PermissionText[] =>
  PERMISSION_GROUPS.flatMap((group) => group.permissions).filter(({ name }) => held.includes(name));

const REQUESTS_SHOWN = 30;
const HISTORY_SHOWN = 30;

/** What the trail tells of a key, as far as the viewer sees it: its requests, and what was done with it. */
export async function trailOfKey(context: TenantContext, id: string) {
  const q = `actor.id:${id} origin:sealtrail`;
  const requests = await listEvents(context, { q, limit: REQUESTS_SHOWN });
  const history = await listEvents(context, {
    q: `target.id:${id} origin:sealtrail -actor.id:${id}`,
    reads: "hide",
    limit: HISTORY_SHOWN,
  });
  return { q, requests: requests.records, cursor: requests.next_cursor, history: history.records };
}
