import { inTenant, type TenantContext } from "../../access/index.ts";
import { runtime } from "../../runtime.ts";
import { deleteStaleStates, resetDetection } from "./detection.sql.ts";
import { inDetection } from "./setup.ts";

/**
 * Begins detection anew from the first event, with the settings of now; the worker does the work. Alerts that are there stay with all that was
 * done with them: what is found again is known by its key.
 */
export async function rebuildDetection(context: TenantContext): Promise<void> {
  await inTenant(context, "rules.manage", async (tx) => {
    await resetDetection(tx);
    tx.record("detection.rebuilt", {});
  });
}

const DAY_MS = 86_400_000;
const PASSING_MS = 40 * DAY_MS;
const STALE_MS = 400 * DAY_MS;
const TRIALS_KEPT_MS = 7 * DAY_MS;

/** Lets state go that nothing asks for any more, and trials of more than a week ago. */
export async function sweepDetection(tenantId: string): Promise<void> {
  const nowMs = runtime().clock.now().getTime();
  await inDetection(tenantId, async (tx) => {
    await deleteStaleStates(tx, new Date(nowMs - PASSING_MS), new Date(nowMs - STALE_MS));
    await tx.db.detectionTrial.deleteMany({
      where: { tenantId, createdAt: { lt: new Date(nowMs - TRIALS_KEPT_MS) } },
    });
  });
}
