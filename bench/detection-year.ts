import {
  type DemoEvent,
  demoYear,
  type PlantedIncident,
  plantedIncidents,
  type YearOptions,
} from "#server/demo/index.ts";
import { makeDetector } from "#server/detection/engine/detectors/index.ts";
import { Engine } from "#server/detection/engine/engine.ts";
import { makeExclusions } from "#server/detection/engine/exclusions.ts";
import { MemoryStates } from "#server/detection/engine/states.ts";
import { makeTenantTime } from "#server/detection/engine/tenant-time.ts";
import { DETECTORS, type DetectorName, type Finding } from "#server/findings/index.ts";
import { uuidv7 } from "#server/ids.ts";
import type { SealedEvent } from "#tlog";

export const UNTIL = new Date("2026-11-20T20:42:53.309Z");
const ZONES = { acme: "Europe/Berlin", globex: "Europe/London" };
const TENANT_ID = "00000000-0000-7000-8000-000000000001";
const WORKDAY: [string, string][] = [["09:00", "17:00"]];
/** What a new tenant has. */
const HOURS = { mon: WORKDAY, tue: WORKDAY, wed: WORKDAY, thu: WORKDAY, fri: WORKDAY, sat: [], sun: [] };

/** An alert as detection would raise it, and the planted incident it belongs to. */
export interface Raised {
  finding: Finding;
  /** Of its severest sign. */
  severity: Finding["severity"];
  incident: string | undefined;
}

export interface YearFound {
  events: number;
  days: number;
  raised: Raised[];
  incidents: PlantedIncident[];
  /** Detectors that found each incident. */
  foundBy: Map<string, Set<DetectorName>>;
}

export function sealedOf({ event, receivedAt }: DemoEvent): SealedEvent {
  const sealed = {
    ...event,
    v: 1,
    id: uuidv7(receivedAt.getTime()),
    tenant: TENANT_ID,
    key: "demo",
    received_at: receivedAt.toISOString(),
    outcome: event.outcome ?? "success",
    severity: event.severity ?? "info",
  };
  return sealed as unknown as SealedEvent;
}

/** All detectors with their defaults over a demo year. An alert belongs to an incident if it rests on one of its events or is about its silence. */
export function detectYear(options: YearOptions, detectors: readonly DetectorName[] = DETECTORS): YearFound {
  const incidents = plantedIncidents(options);
  const incidentOf = new Map(incidents.flatMap(({ id, requestIds }) => requestIds.map((request) => [request, id])));
  const time = makeTenantTime(ZONES[options.tenant], HOURS, []);
  const exclusions = makeExclusions({ actors: [], networks: [] });
  const watches = detectors.map((name) => ({ detector: makeDetector(name, {}, time), exclusions }));
  const engine = new Engine(watches, time, { frontierMs: Number.NEGATIVE_INFINITY, lateEvents: 0, oldEvents: 0 });
  const states = new MemoryStates();
  for (const ref of engine.pinned) states.load(ref, null);
  const found: YearFound = { events: 0, days: 0, raised: [], incidents, foundBy: new Map() };
  const byKey = new Map<string, Raised>();
  const bySeq: (string | undefined)[] = [];
  const take = (outcomes: ReturnType<Engine["observe"]>) => {
    for (const { kind, alertKey, finding } of outcomes) {
      const incident = incidentIn(finding, bySeq, incidents);
      if (incident !== undefined)
        found.foundBy.set(incident, (found.foundBy.get(incident) ?? new Set()).add(finding.source as DetectorName));
      const known = byKey.get(alertKey);
      if (kind === "raise" || !known) {
        const raised = { finding, severity: finding.severity, incident };
        byKey.set(alertKey, raised);
        found.raised.push(raised);
      } else {
        known.incident ??= incident;
        if (LEVELS.indexOf(finding.severity) > LEVELS.indexOf(known.severity)) known.severity = finding.severity;
      }
    }
  };
  let firstMs = Number.NaN;
  for (const each of demoYear(options)) {
    const observed = engine.observed(found.events++, sealedOf(each));
    if (Number.isNaN(firstMs)) firstMs = observed.receivedMs;
    bySeq.push(incidentOf.get(each.event.request_id ?? ""));
    for (const ref of engine.refs([observed])) if (!states.has(ref)) states.load(ref, null);
    take(engine.observe(observed, states));
  }
  take(engine.tick(options.until.getTime(), states).outcomes);
  found.days = (options.until.getTime() - firstMs) / 86_400_000;
  return found;
}

const LEVELS = ["low", "medium", "high", "critical"];

function incidentIn(
  finding: Finding,
  bySeq: readonly (string | undefined)[],
  incidents: readonly PlantedIncident[],
): string | undefined {
  if (finding.source !== "silence")
    return finding.seqs.map((seq) => bySeq[seq]).find((incident) => incident !== undefined);
  return incidents.find(
    ({ silentOrigin, from, to }) =>
      silentOrigin === finding.entity.id && finding.atMs >= from.getTime() && finding.atMs <= to.getTime() + 3_600_000,
  )?.id;
}
