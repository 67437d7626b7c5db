import { inTenant, type TenantContext } from "../access/index.ts";
import { readRisks } from "./risk.sql.ts";
import type { EntityRisk } from "./score.ts";

export const RISKS_SHOWN_MAX = 50;
const LINES_MAX = 20;

/** The 50 entities with the highest scores, each with the arithmetic of its first 20 alerts. */
export async function listRisk(context: TenantContext): Promise<EntityRisk[]> {
  return inTenant(context, "alerts.read", async (tx) => {
    const risks = (await readRisks(tx, LINES_MAX)).slice(0, RISKS_SHOWN_MAX);
    tx.recordRead("alerts.listed", { metadata: { of: "risk", rows: risks.length } });
    return risks;
  });
}
