import type { AlertLine } from "#server/alerts/index.ts";
import type { Entity } from "#server/findings/index.ts";
import { anomaliesHref, DAY_MS, type Subject } from "./anomalies-address.ts";

/** What of an entity is counted; undefined where nothing is. */
export function subjectOfEntity({ type, id }: Pick<Entity, "type" | "id">): Subject | undefined {
  switch (type) {
    case "actor":
    case "action":
    case "origin":
    case "category":
      return { kind: type, id };
    // A key of an application acts under its own id.
    case "key":
      return { kind: "actor", id };
    case "tenant":
      return { kind: "tenant" };
    default:
      return undefined;
  }
}

/** Where it is shown over time what an alert is about: the six days before its last event and one after. Undefined where nothing of it is counted. */
export function alertChartHref(
  tenant: string,
  { entity, source, lastAt }: Pick<AlertLine, "entity" | "source" | "lastAt">,
): string | undefined {
  const counted = subjectOfEntity(entity);
  if (!counted) return undefined;
  const hasShare = counted.kind === "actor" || counted.kind === "tenant";
  const subject: Subject = source === "denied_spike" && hasShare ? { ...counted, kind: "denied_share" } : counted;
  const [from, to] = [-6, 1].map((days) => new Date(Date.parse(lastAt) + days * DAY_MS).toISOString());
  return anomaliesHref(tenant, { subject, from, to });
}
