import { inTenant } from "../access/index.ts";
import { uuidv7 } from "../ids.ts";
import { runtime } from "../runtime.ts";
import { upkeepOf } from "./upkeep.ts";

/** How long the log of a channel tells of a message. */
export const LOG_DAYS = 90;
const DAY_MS = 86_400_000;
const ROWS_AT_ONCE = 10_000;

/** Deletes what was delivered or given up more than LOG_DAYS ago from the logs of a tenant's channels. Primary key, whose ids follow time. */
export async function deleteOldDeliveries(tenantId: string): Promise<void> {
  const before = uuidv7(runtime().clock.now().getTime() - LOG_DAYS * DAY_MS);
  await inTenant(upkeepOf(tenantId), "channels.manage", (tx) =>
    tx.run(
      `DELETE FROM alert_delivery WHERE tenant_id = $1::uuid AND id IN
         (SELECT id FROM alert_delivery WHERE tenant_id = $1::uuid AND id < $2::uuid AND state <> 'waiting' ORDER BY id LIMIT $3)
        RETURNING id`,
      [tenantId, before, ROWS_AT_ONCE],
    ),
  );
}
