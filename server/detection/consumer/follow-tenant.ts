import { systemQuery } from "../../access/index.ts";
import { runtime } from "../../runtime.ts";
import { Follower, HeldByAnother } from "./follower.ts";

export interface DueDetection {
  what: "follow" | "try";
  tenantId: string;
  /** Of a trial. */
  id: string | null;
  /** Events that wait to be looked at. */
  behind: number;
}

/** What detection has to see to: one query, an index look-up a tenant. */
export async function listDueDetection(): Promise<DueDetection[]> {
  const rows = await systemQuery<{ what: "follow" | "try"; tenant_id: string; id: string | null; behind: bigint }>(
    "SELECT * FROM detection_due($1::timestamptz)",
    runtime().clock.now(),
  );
  return rows.map(({ what, tenant_id, id, behind }) => ({ what, tenantId: tenant_id, id, behind: Number(behind) }));
}

const FOLLOWERS_MAX = 100;
const followers = new Map<string, Follower>();
const heldUntilMs = new Map<string, number>();

/**
 * Looks at a tenant's new events, a batch at a time, until none is left or it is to stop. Alerts, state and cursor move together, so that the
 * next call, or another worker's, goes on exactly behind. Does nothing while another worker follows the tenant. Gives how many it looked at.
 */
export async function followTenant(tenantId: string, isStopping: () => boolean = () => false): Promise<number> {
  const nowMs = runtime().clock.now().getTime();
  if ((heldUntilMs.get(tenantId) ?? 0) > nowMs) return 0;
  const follower = followers.get(tenantId) ?? new Follower(tenantId);
  followers.delete(tenantId);
  followers.set(tenantId, follower);
  for (const id of followers.keys()) if (followers.size > FOLLOWERS_MAX) followers.delete(id);
  let events = 0;
  try {
    for (let more = true; more; ) {
      const step = await follower.step();
      events += step.events;
      more = step.more && !isStopping();
    }
    heldUntilMs.delete(tenantId);
  } catch (error) {
    if (!(error instanceof HeldByAnother)) throw error;
    heldUntilMs.set(tenantId, Math.min(error.untilMs, nowMs + 1_000));
  }
  return events;
}
