import type { AlertEntry, AlertLine, AlertMute, AlertState, Resolution } from "#server/alerts/index.ts";
import type { AlertSeverity, Entity, FindingSource } from "#server/findings/index.ts";
import { visibleLine } from "#wording";
import { actorHref, eventsHref, targetHref } from "../events/profile-links.ts";
import { termText } from "../events/query-text.ts";
import { plural } from "../ui/numbers.ts";

/** What found it, as people call it. */
export const SOURCE_NAMES: Record<FindingSource, string> = {
  new_for_actor: "New for this actor",
  new_for_tenant: "New for the whole tenant",
  impossible_travel: "Impossible travel",
  burst: "Burst",
  denied_spike: "Denied spike",
  spray_then_success: "Password spray and brute force",
  out_of_hours: "Out of hours",
  privilege_escalation: "Privilege escalation",
  key_or_session_misuse: "Key or session misuse",
  tampering_or_mass_destruction: "Tampering and mass destruction",
  silence: "Silence",
  secret_overdue: "Secret overdue",
  rule: "Own rule",
};

export const sourceName = ({ source, ruleName }: Pick<AlertLine, "source" | "ruleName">): string =>
  source === "rule" && ruleName !== null ? visibleLine(ruleName) : SOURCE_NAMES[source];

export const SEVERITIES: readonly AlertSeverity[] = ["low", "medium", "high", "critical"];

export const RESOLUTION_NAMES: Record<Resolution, string> = {
  true_positive: "True positive",
  false_positive: "False positive",
  benign: "Benign",
  duplicate: "Duplicate",
  other: "Other",
};
export const RESOLUTION_TEXTS: Record<Resolution, string> = {
  true_positive: "It was what it looked like, and was dealt with",
  false_positive: "The detector or rule was wrong",
  benign: "It happened, and was meant to",
  duplicate: "Another alert covers it",
  other: "None of these: say so in the note",
};

/** `score` and the like, with one decimal. */
export const scoreText = (score: number): string => score.toFixed(1);

/** How it stands, in words. */
export function stateText({ state, resolution, isMuted }: Pick<AlertLine, "state" | "resolution" | "isMuted">): string {
  if (state === "resolved") return resolution === null ? "resolved" : RESOLUTION_NAMES[resolution].toLowerCase();
  return isMuted ? `${state}, muted` : state;
}
export const stateName = (state: AlertState): string => state[0]!.toUpperCase() + state.slice(1);

const TYPE_NAMES: Record<Entity["type"], string> = {
  actor: "actor",
  ip: "address",
  session: "session",
  key: "key",
  origin: "source",
  target: "target",
  action: "action",
  category: "category",
  group: "group",
  tenant: "tenant",
};
export const typeName = (type: Entity["type"]): string => TYPE_NAMES[type];

export const entityName = ({ type, id, name }: Entity): string =>
  type === "tenant" ? "the whole tenant" : visibleLine(name ?? id);

/** A key of the tenant's own, which has a page here. */
const OWN_KEY = /^[0-9A-Za-z]{12}$/;

/** What is known of it elsewhere: its page, or its events. `undefined` where there is neither. */
export function entityHref(tenant: string, { type, id }: Entity): string | undefined {
  switch (type) {
    case "actor":
      return actorHref(tenant, { id });
    case "target":
      return targetHref(tenant, { id });
    case "key":
      return OWN_KEY.test(id) ? `/t/${tenant}/keys/${id}` : actorHref(tenant, { id, type });
    case "group":
      return undefined;
    case "tenant":
      return `/t/${tenant}/events`;
    default:
      return eventsHref(tenant, termText(type, id));
  }
}

/** Where its detector or rule is set; undefined where nothing is to be set. */
export function sourceHref(
  tenant: string,
  { source, ruleId }: Pick<AlertLine, "source" | "ruleId">,
): string | undefined {
  if (ruleId !== null) return `/t/${tenant}/rules/${ruleId}`;
  return source === "secret_overdue" ? undefined : `/t/${tenant}/rules?tab=detectors&detector=${source}`;
}

/** What a mute covers, in words. */
export function muteScope({ source, ruleId, ruleName, entity }: AlertMute): string {
  const what =
    ruleId !== null
      ? `rule ${ruleName === null ? "that is gone" : visibleLine(ruleName)}`
      : source === null
        ? "every detector and rule"
        : SOURCE_NAMES[source];
  return entity === null
    ? `${what}, about anybody`
    : `${what}, about ${typeName(entity.type)} ${visibleLine(entity.id)}`;
}

/** What was done, to stand after the name of who did it. */
export function entryText({ kind, detail }: AlertEntry): string {
  switch (kind) {
    case "raised":
      return detail.isHistory
        ? "raised it from history: its events are more than a day old, so nobody was woken"
        : detail.muteId === undefined
          ? "raised it"
          : "raised it, muted";
    case "extended":
      return `found ${plural(detail.added ?? 0, "more event")}${detail.severityBefore ? `, and raised the severity from ${detail.severityBefore}` : ""}`;
    case "acknowledged":
      return "acknowledged it";
    case "resolved":
      return `resolved it as ${RESOLUTION_NAMES[detail.resolution ?? "other"].toLowerCase()}`;
    case "reopened":
      return detail.isMoreCame ? `reopened it, since ${plural(detail.added ?? 0, "more event")} came` : "reopened it";
    case "assigned":
      return detail.assignee ? `assigned it to ${visibleLine(detail.assignee.name)}` : "took the assignment away";
    case "commented":
      return "wrote";
  }
}
