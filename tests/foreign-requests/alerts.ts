import type pg from "pg";
import { createMute } from "#server/alerts/index.ts";
import { newKey, raised, raiseIn } from "../findings.ts";
import { inDays } from "../tenant.ts";
import { EACH, type Side, share } from "./side.ts";

/** Alerts of entities that nobody else has, and mutes that last. */
export async function addAlerts(side: Side, client: pg.Client): Promise<void> {
  const { tenant, mark } = side;
  const entity = (i: number) => ({ type: "actor", id: `actor-${mark}-${i}`, name: `Actor ${mark}` }) as const;
  const outcomes = Array.from({ length: 2 * EACH }, (_, i) =>
    raised({ entity: entity(i), title: `Title ${mark}` }, newKey()),
  );
  await raiseIn(tenant.id, outcomes);
  const { rows } = await client.query<{ id: string }>("SELECT id FROM alert WHERE tenant_id = $1 ORDER BY id", [
    tenant.id,
  ]);
  share(
    side,
    "alert",
    rows.map(({ id }) => id),
  );
  const mutes: string[] = [];
  for (let i = 0; i < 2 * EACH; i++) {
    const { type, id } = entity(1_000 + i);
    const mute = { entity: { type, id }, until: inDays(9).toISOString(), reason: `Reason ${mark}` };
    mutes.push((await createMute(tenant.context, mute)).id);
  }
  share(side, "mute", mutes);
}
