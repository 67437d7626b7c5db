import type { AlertListInput, AlertState } from "#server/alerts/index.ts";
import type { AlertSeverity, Entity, FindingSource } from "#server/findings/index.ts";
import { SEVERITIES, SOURCE_NAMES } from "./alert-words.ts";

export const TABS = ["open", "acknowledged", "resolved", "muted"] as const;
export type AlertTab = (typeof TABS)[number];

/** What the address of the inbox says. */
export interface AlertsAddress {
  tab: AlertTab;
  severity?: AlertSeverity;
  source?: FindingSource;
  /** Id of a rule. */
  rule?: string;
  entity?: Pick<Entity, "type" | "id">;
  /** `me`, `none` or a member's id. */
  assignee?: string;
  q: string;
  sort: "newest" | "score";
}

type Get = (name: string) => string | null | undefined;
export type AlertsChange = { [Name in keyof AlertsAddress]?: AlertsAddress[Name] | undefined };

const ENTITY = /^(actor|ip|session|key|origin|target|action|category|group|tenant):(.+)$/s;
const isTab = (text: string): text is AlertTab => TABS.some((tab) => tab === text);

/** What means nothing is left out. */
export function readAlertsAddress(get: Get): AlertsAddress {
  const severity = SEVERITIES.find((one) => one === get("severity"));
  const source = get("source") ?? "";
  const entity = ENTITY.exec(get("entity") ?? "");
  const tab = get("tab") ?? "";
  return withAlertsChange(
    {
      tab: isTab(tab) ? tab : "open",
      q: (get("q") ?? "").slice(0, 200),
      sort: get("sort") === "score" ? "score" : "newest",
    },
    {
      severity,
      source: Object.hasOwn(SOURCE_NAMES, source) ? (source as FindingSource) : undefined,
      rule: get("rule") || undefined,
      entity: entity ? { type: entity[1] as Entity["type"], id: entity[2]! } : undefined,
      assignee: get("assignee") || undefined,
    },
  );
}

/** The address with the change; what the change has as undefined is gone. */
export function withAlertsChange(address: AlertsAddress, change: AlertsChange): AlertsAddress {
  return Object.fromEntries(
    Object.entries({ ...address, ...change }).filter(([, value]) => value !== undefined),
  ) as unknown as AlertsAddress;
}

/** `?...` of an address, without what goes without saying; empty for the plain page. */
export function writeAlertsAddress({ tab, severity, source, rule, entity, assignee, q, sort }: AlertsAddress): string {
  const parameters = new URLSearchParams();
  if (tab !== "open") parameters.set("tab", tab);
  if (severity) parameters.set("severity", severity);
  if (source) parameters.set("source", source);
  if (rule) parameters.set("rule", rule);
  if (entity) parameters.set("entity", `${entity.type}:${entity.id}`);
  if (assignee) parameters.set("assignee", assignee);
  if (q) parameters.set("q", q);
  if (sort !== "newest") parameters.set("sort", sort);
  const text = parameters.toString();
  return text && `?${text}`;
}

/** The inbox with the alerts of one entity, whatever their state is left to the tabs. */
export const alertsHref = (tenant: string, change: AlertsChange): string =>
  `/t/${tenant}/alerts${writeAlertsAddress(withAlertsChange({ tab: "open", q: "", sort: "newest" }, change))}`;

/** What the list is asked for; `personId` is who looks. */
export function alertsInput(address: AlertsAddress, personId: string): AlertListInput {
  const { tab, severity, source, rule, entity, assignee, q, sort } = address;
  const state: AlertState | "any" = tab === "muted" ? "any" : tab;
  return {
    state,
    // What is resolved is in its place, muted or not.
    ...(tab === "resolved" ? {} : { isMuted: tab === "muted" }),
    ...(severity ? { severityMin: severity } : {}),
    ...(source ? { source } : {}),
    ...(rule ? { ruleId: rule } : {}),
    ...(entity ? { entityType: entity.type, entityId: entity.id } : {}),
    ...(assignee ? { assigneeId: assignee === "me" ? personId : assignee === "none" ? null : assignee } : {}),
    ...(q.trim() ? { text: q.trim() } : {}),
    sort,
  };
}

/** Whether anything but the tab and the order is asked for. */
export const isFiltered = ({ severity, source, rule, entity, assignee, q }: AlertsAddress): boolean =>
  [severity, source, rule, entity, assignee, q.trim() || undefined].some((one) => one !== undefined);
