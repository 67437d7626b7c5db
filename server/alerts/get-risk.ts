import { inTenant, type TenantContext } from "../access/index.ts";
import { parseInput } from "../parse-input.ts";
import { readRisk } from "./risk.sql.ts";
import { type RiskInput, riskInput } from "./schemas.ts";
import type { EntityRisk } from "./score.ts";

/** The score of an entity with its arithmetic; 0 for one without an alert that counts. */
export async function getRisk(context: TenantContext, input: RiskInput): Promise<EntityRisk> {
  const { entity } = parseInput(riskInput, input);
  return inTenant(context, "alerts.read", async (tx) => {
    const risk = await readRisk(tx, entity);
    tx.recordRead("alerts.listed", { metadata: { of: "risk", entity, rows: risk.lines.length } });
    return risk;
  });
}
