import { inTenant, type TenantContext } from "../../access/index.ts";
import type { DetectorName } from "../../findings/index.ts";
import { runtime } from "../../runtime.ts";
import { readDetectorStates } from "../consumer/setup.ts";
import { type DetectorDescription, describeDetectors } from "../engine/detectors/index.ts";
import type { ExclusionList } from "../engine/exclusions.ts";

type Setting = DetectorDescription["settings"][number];

/** A detector as a tenant has set it. */
export interface DetectorFacts extends Omit<DetectorDescription, "settings"> {
  isOn: boolean;
  settings: (Setting & { value: Setting["default"]; isChanged: boolean })[];
  exclusions: ExclusionList;
  /** Alerts of the last 30 days. */
  alerts30d: number;
  /** RFC 3339; null while it has its defaults. */
  updatedAt: string | null;
  updatedBy: string | null;
}

const DAYS_MS = 30 * 86_400_000;

/** Every detector with what is set of it. */
export async function listDetectors(context: TenantContext): Promise<{ detectors: DetectorFacts[] }> {
  return inTenant(context, "alerts.read", async (tx) => {
    const states = await readDetectorStates(tx);
    const since = new Date(runtime().clock.now().getTime() - DAYS_MS);
    const counts = await tx.db.alert.groupBy({
      by: ["detector"],
      where: { tenantId: tx.tenantId, lastAt: { gte: since } },
      _count: true,
    });
    const alerts = new Map(counts.map((row) => [row.detector, row._count]));
    tx.recordRead("rules.listed", { metadata: { of: "detectors" } });
    return { detectors: describeDetectors().map((one) => factsOf(one, states, alerts)) };
  });
}

function factsOf(
  description: DetectorDescription,
  states: Awaited<ReturnType<typeof readDetectorStates>>,
  alerts: ReadonlyMap<string, number>,
): DetectorFacts {
  const state = states.get(description.name as DetectorName)!;
  return {
    ...description,
    isOn: state.isOn,
    settings: description.settings.map((setting) => {
      const value = (state.settings[setting.name] ?? setting.default) as Setting["default"];
      return { ...setting, value, isChanged: JSON.stringify(value) !== JSON.stringify(setting.default) };
    }),
    exclusions: state.exclusions,
    alerts30d: alerts.get(description.name) ?? 0,
    updatedAt: state.updatedAt?.toISOString() ?? null,
    updatedBy: state.updatedBy,
  };
}
