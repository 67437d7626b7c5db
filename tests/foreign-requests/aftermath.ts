import type pg from "pg";
import { runtime } from "#server/runtime.ts";
import type { Side } from "./side.ts";
import type { ForeignWorld } from "./world.ts";

/** Reads as the superuser what the other tenant has, but for its events and the counts of what was refused. */
export async function stateOf(client: pg.Client, { tenant }: Side): Promise<Record<string, string>> {
  const { rows } = await client.query<Record<string, string>>(
    `SELECT (SELECT to_jsonb(t) FROM tenant t WHERE id = $1)::text AS tenant,
            (SELECT jsonb_agg(r ORDER BY name) FROM role r WHERE tenant_id = $1)::text AS roles,
            (SELECT jsonb_agg(m ORDER BY person_id) FROM membership m WHERE tenant_id = $1)::text AS members,
            (SELECT jsonb_agg(p ORDER BY p.id) FROM person p JOIN membership m ON m.person_id = p.id WHERE tenant_id = $1)::text AS people,
            (SELECT jsonb_agg(s ORDER BY s.id) FROM session s JOIN membership m USING (person_id) WHERE tenant_id = $1)::text AS sessions,
            (SELECT jsonb_agg(i ORDER BY id) FROM invitation i WHERE tenant_id = $1)::text AS invitations,
            (SELECT jsonb_agg(k ORDER BY id) FROM provisioning_key k WHERE tenant_id = $1)::text AS keys,
            (SELECT jsonb_agg(s ORDER BY key_id, secret_hash) FROM key_secret s WHERE tenant_id = $1)::text AS secrets,
            (SELECT jsonb_agg(m ORDER BY key_id) FROM key_meter m WHERE tenant_id = $1)::text AS meters,
            (SELECT jsonb_agg(r ORDER BY id) FROM access_review r WHERE tenant_id = $1)::text AS reviews,
            (SELECT jsonb_agg(i ORDER BY review_id, kind, subject_id) FROM access_review_item i WHERE tenant_id = $1)::text AS items,
            (SELECT jsonb_agg(v ORDER BY id) FROM saved_view v WHERE tenant_id = $1)::text AS views,
            (SELECT jsonb_agg(d ORDER BY role) FROM view_default d WHERE tenant_id = $1)::text AS defaults,
            (SELECT jsonb_agg(e ORDER BY id) FROM export e WHERE tenant_id = $1)::text AS exports,
            (SELECT jsonb_agg(s ORDER BY id) FROM export_schedule s WHERE tenant_id = $1)::text AS schedules,
            (SELECT jsonb_agg(r ORDER BY id) FROM detection_rule r WHERE tenant_id = $1)::text AS rules,
            (SELECT jsonb_agg(d ORDER BY detector) FROM detector_setting d WHERE tenant_id = $1)::text AS detectors,
            (SELECT jsonb_agg(t ORDER BY id) FROM detection_trial t WHERE tenant_id = $1)::text AS trials,
            (SELECT jsonb_agg(a ORDER BY id) FROM alert a WHERE tenant_id = $1)::text AS alerts,
            (SELECT jsonb_agg(e ORDER BY id) FROM alert_entry e WHERE tenant_id = $1)::text AS entries,
            (SELECT jsonb_agg(m ORDER BY id) FROM alert_mute m WHERE tenant_id = $1)::text AS mutes,
            (SELECT jsonb_agg(c ORDER BY id) FROM alert_channel c WHERE tenant_id = $1)::text AS channels,
            (SELECT jsonb_agg(s ORDER BY id) FROM alert_channel_secret s WHERE tenant_id = $1)::text AS channel_secrets,
            (SELECT jsonb_agg(d ORDER BY id) FROM alert_delivery d WHERE tenant_id = $1)::text AS deliveries,
            (SELECT jsonb_agg(u ORDER BY mark) FROM open_use u WHERE tenant_id = $1)::text AS uses,
            (SELECT sum(requests) + sum(rows) FROM key_hour WHERE tenant_id = $1)::text AS used`,
    [tenant.id],
  );
  return rows[0]!;
}

/** How many events the ledger has. */
export async function sizeOf(client: pg.Client, { tenant }: Side): Promise<number> {
  await runtime().committer.drain();
  const { rows } = await client.query<{ size: string }>("SELECT size FROM ledger WHERE tenant_id = $1", [tenant.id]);
  return Number(rows[0]!.size);
}

/** What the other tenant's own trail may say of requests that named a known key of it: that it was refused, and why. */
const REASONS = new Set(["wrong secret", "old secret", "revoked"]);

/** Compares both tenants with what they were: the other is as before but for recorded refusals, and nothing of it got into the own ledger. */
export async function afterFaults(
  client: pg.Client,
  world: ForeignWorld,
  before: { state: Record<string, string>; size: number },
): Promise<{ faults: string[]; refusals: number }> {
  const { own, other } = world;
  const size = await sizeOf(client, other);
  const state = await stateOf(client, other);
  const faults = Object.keys(state)
    .filter((name) => state[name] !== before.state[name])
    .map((name) => `the other tenant's ${name} were changed`);
  const { rows } = await client.query<{ body: string }>(
    "SELECT body FROM event WHERE tenant_id = $1 AND seq >= $2 ORDER BY seq",
    [other.tenant.id, before.size],
  );
  const known = new Set(other.known.key);
  let refusals = 0;
  for (const { body } of rows) {
    const event = JSON.parse(body);
    const isRefusal =
      event.action === "key.refused" && known.has(event.targets[0].id) && REASONS.has(event.metadata.reason);
    if (isRefusal) refusals += event.metadata.count;
    else faults.push(`the other tenant has a new event: ${body}`);
    if (body.includes(own.mark)) faults.push(`the own mark is in the other tenant's ledger: ${body}`);
  }
  if (rows.length !== size - before.size) faults.push("the other tenant's new events were not all read");
  const { rows: strays } = await client.query<{ seq: string }>(
    "SELECT seq FROM event WHERE tenant_id = $1 AND position($2 IN body) > 0 LIMIT 5",
    [own.tenant.id, other.mark],
  );
  for (const { seq } of strays) faults.push(`the other tenant's mark is in the own ledger, seq ${seq}`);
  return { faults: faults.slice(0, 20), refusals };
}
