import { inTenant, systemContext, type TenantTransaction } from "../../access/index.ts";
import { DETECTORS, type DetectorName } from "../../findings/index.ts";
import { log } from "../../log.ts";
import type { BusinessHours, Holiday } from "../../tenants/index.ts";
import type { Detector } from "../engine/detector.ts";
import { makeDetector } from "../engine/detectors/index.ts";
import type { Watch } from "../engine/engine.ts";
import { type ExclusionList, makeExclusions } from "../engine/exclusions.ts";
import { compileRules, type RuleDetector } from "../engine/rules/index.ts";
import { makeTenantTime, type TenantTime } from "../engine/tenant-time.ts";

/** What detection of one tenant runs with, by its settings of one moment. */
export interface Setup {
  time: TenantTime;
  watches: Watch[];
  rules: RuleDetector | undefined;
}

export interface DetectorState {
  isOn: boolean;
  settings: Record<string, unknown>;
  exclusions: ExclusionList;
  updatedAt: Date | null;
  updatedBy: string | null;
}

const NOBODY: ExclusionList = { actors: [], networks: [] };

export const inDetection = <T>(tenantId: string, work: (tx: TenantTransaction) => Promise<T>) =>
  inTenant(systemContext(tenantId, "detection", ["alerts.triage"]), "alerts.triage", work);

export async function readTenantTime(tx: TenantTransaction): Promise<TenantTime> {
  const tenant = await tx.db.tenant.findUniqueOrThrow({
    where: { id: tx.tenantId },
    select: { timeZone: true, businessHours: true, holidays: true },
  });
  return makeTenantTime(
    tenant.timeZone,
    tenant.businessHours as unknown as BusinessHours,
    tenant.holidays as unknown as Holiday[],
  );
}

/** How each detector is set; on with its defaults where nothing was. */
export async function readDetectorStates(tx: TenantTransaction): Promise<Map<DetectorName, DetectorState>> {
  const rows = await tx.db.detectorSetting.findMany({ where: { tenantId: tx.tenantId } });
  const stored = new Map(rows.map((row) => [row.detector, row]));
  return new Map(
    DETECTORS.map((name) => {
      const row = stored.get(name);
      return [
        name,
        {
          isOn: row?.isOn ?? true,
          settings: (row?.settings ?? {}) as Record<string, unknown>,
          exclusions: (row?.exclusions ?? NOBODY) as unknown as ExclusionList,
          updatedAt: row?.updatedAt ?? null,
          updatedBy: row?.updatedBy ?? null,
        },
      ];
    }),
  );
}

export type OnFault = (detector: string, seq: number, error: unknown) => void;

export async function readSetup(tx: TenantTransaction, onFault: OnFault): Promise<Setup> {
  const time = await readTenantTime(tx);
  const states = await readDetectorStates(tx);
  const watches: Watch[] = [];
  for (const [name, { isOn, settings, exclusions }] of states) {
    if (!isOn) continue;
    try {
      const detector = makeDetector(name, settings, time);
      watches.push({ detector: guarded(detector, onFault), exclusions: makeExclusions(exclusions) });
    } catch (error) {
      log.error(
        { err: error, tenant: tx.tenantId, detector: name },
        "stored settings cannot be read: the detector is left out",
      );
    }
  }
  const rows = await tx.db.detectionRule.findMany({
    where: { tenantId: tx.tenantId, isOn: true, pausedAt: null },
    orderBy: { id: "asc" },
  });
  const rules = rows.length > 0 ? compileRules(rows.flatMap(readRow)) : undefined;
  if (rules) watches.push({ detector: guarded(rules, onFault), exclusions: makeExclusions(NOBODY) });
  return { time, watches, rules };
}

type RuleRow = Awaited<ReturnType<TenantTransaction["db"]["detectionRule"]["findMany"]>>[number];
type CompiledRule = Parameters<typeof compileRules>[0][number];

/** A stored rule as it is compiled; one that cannot be read is left out, and said so: the others go on. */
function readRow(row: RuleRow): CompiledRule[] {
  const rule = row as unknown as CompiledRule;
  try {
    compileRules([rule]);
    return [rule];
  } catch (error) {
    log.error({ err: error, tenant: row.tenantId, rule: row.id }, "a stored rule cannot be read and is left out");
    return [];
  }
}

/** The detector, of which an error costs one event and one detector: the others go on, and it is told. */
function guarded(detector: Detector, onFault: OnFault): Detector {
  return {
    name: detector.name,
    ...(detector.pinned ? { pinned: detector.pinned } : {}),
    refs: (observed) => detector.refs(observed),
    observe(observed, states, situation) {
      try {
        detector.observe(observed, states, situation);
      } catch (error) {
        onFault(detector.name, observed.seq, error);
      }
    },
    ...(detector.tick
      ? {
          tick(nowMs, states, situation) {
            try {
              return detector.tick!(nowMs, states, situation);
            } catch (error) {
              onFault(detector.name, -1, error);
              return undefined;
            }
          },
        }
      : {}),
  };
}
