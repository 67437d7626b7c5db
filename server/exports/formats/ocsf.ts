import { type Actor, canonicalize, type SealedEvent, type Target } from "#tlog";
import { actorName, sentenceOf, sentenceText } from "#wording";
import type { ExportRow, FileAbout, TextFormat } from "./format.ts";
import {
  ACCOUNT_CHANGE,
  ACCOUNTS,
  API_ACTIVITY,
  AUTHENTICATION,
  actOf,
  BUCKETS,
  classOf,
  DATASTORE,
  ENTITY_MANAGEMENT,
  FILE_HOSTING,
  GROUP_MANAGEMENT,
  groupOf,
  type OcsfClass,
  TABLES,
  targetOf,
  WEB_RESOURCES,
} from "./ocsf-classes.ts";

/** Of the schema that the events follow. */
const OCSF_VERSION = "1.3.0";
const OTHER = 99;

const SEVERITIES: Record<string, [number, string]> = {
  info: [1, "Informational"],
  low: [2, "Low"],
  medium: [3, "Medium"],
  high: [4, "High"],
  critical: [5, "Critical"],
};
const STATUSES: Record<string, [number, string]> = {
  success: [1, "Success"],
  failure: [2, "Failure"],
  denied: [2, "Failure"],
  unknown: [0, "Unknown"],
};
const USER_TYPES: Record<string, number> = { user: 1, system: 3, service: 4, agent: 4, key: 4 };

/** Events of the Open Cybersecurity Schema Framework, a line each. */
export const ocsf: TextFormat = {
  kind: "text",
  extension: "ocsf.ndjson",
  mediaType: "application/x-ndjson",
  rowsMax: null,
  head: () => "",
  rows(rows, about) {
    let lines = "";
    for (const row of rows) lines += `${canonicalize(present(ocsfEvent(row, about)))}\n`;
    return lines;
  },
  tail: () => "",
};

/** One event of OCSF. */
export function ocsfEvent(row: ExportRow, about: FileAbout): Record<string, unknown> {
  const { event, seq } = row;
  const act = actOf(event);
  const one = classOf(event, act);
  const [activityId, activityName] = (act && one.activities[act]) ?? [OTHER, event.action];
  const [severityId, severity] = SEVERITIES[event.severity] ?? [0, "Unknown"];
  const [statusId, status] = STATUSES[event.outcome] ?? [0, "Unknown"];
  return {
    activity_id: activityId,
    activity_name: activityName,
    category_name: one.category.name,
    category_uid: one.category.uid,
    class_name: one.name,
    class_uid: one.uid,
    type_name: `${one.name}: ${activityId === OTHER ? "Other" : activityName}`,
    type_uid: one.uid * 100 + activityId,
    severity_id: severityId,
    severity,
    status_id: statusId,
    status,
    status_detail: event.outcome === "denied" ? "denied" : undefined,
    time: Date.parse(event.occurred_at),
    message: event.description ?? sentenceText(sentenceOf(event)),
    metadata: {
      version: OCSF_VERSION,
      product: { name: "Sealtrail", vendor_name: "Sealtrail", version: String(event.v) },
      uid: event.id,
      sequence: seq,
      event_code: event.action,
      log_name: about.ledger,
      logged_time: Date.parse(event.received_at),
      tenant_uid: event.tenant,
      correlation_uid: event.request_id,
    },
    actor: actorOf(event),
    src_endpoint: endpointOf(event),
    ...ownAttributes(one, event, about),
    raw_data: event.raw,
    unmapped: unmappedOf(row),
  };
}

const userOf = ({ type, id, name, email }: Pick<Actor, "type" | "id" | "name" | "email">) => ({
  uid: id,
  name: name ?? email ?? id ?? actorName({ type }),
  email_addr: email,
  type,
  type_id: USER_TYPES[type] ?? (type === "anonymous" ? 0 : OTHER),
});

const actorOf = ({ actor, session_id }: SealedEvent) => ({
  user: userOf(actor),
  session: session_id === undefined ? undefined : { uid: session_id },
});

/** An endpoint says something of itself: `unknown` stands in where the event does not say where it came from. */
function endpointOf({ source }: SealedEvent) {
  const { country, region, city, lat, lon } = source?.location ?? {};
  return {
    ip: source?.ip,
    name: source?.ip === undefined ? "unknown" : undefined,
    location: source?.location && { country, region, city, lat, long: lon },
  };
}

const named = ({ id, name, type }: Target) => ({ uid: id, name: name ?? id ?? type });
const resource = (target: Target) => ({ ...named(target), type: target.type, data: target.metadata });

function ownAttributes(one: OcsfClass, event: SealedEvent, about: FileAbout): Record<string, unknown> {
  const { targets, source, actor } = event;
  const main = targets?.[0] ?? { type: "unknown", name: "unknown" };
  const account = targetOf(targets, ACCOUNTS);
  const asUser = ({ id, name }: Target) => userOf({ type: "user", ...(id && { id }), ...(name && { name }) });
  const http = source?.user_agent === undefined ? undefined : { user_agent: source.user_agent };
  switch (one) {
    case AUTHENTICATION:
      return {
        user: account ? asUser(account) : userOf(actor),
        service: { name: event.origin?.system ?? about.tenant.name },
        http_request: http,
      };
    case ACCOUNT_CHANGE:
      return { user: account ? asUser(account) : userOf(actor), http_request: http };
    case GROUP_MANAGEMENT:
      return { group: named(groupOf(targets) ?? main), user: asUser(account ?? main), http_request: http };
    case ENTITY_MANAGEMENT:
      return { entity: resource(main), http_request: http };
    case WEB_RESOURCES:
      return { web_resources: (targets ?? []).map(resource), http_request: http };
    case DATASTORE:
      return { ...storeOf(main), http_request: http };
    case FILE_HOSTING:
      return { file: { ...named(main), type_id: main.type.includes("folder") ? 2 : 1 }, http_request: http };
    case API_ACTIVITY:
      return { api: { operation: event.action }, resources: targets?.map(resource), http_request: http };
    default:
      throw new Error(`no attributes for class ${one.uid}`);
  }
}

function storeOf(target: Target): Record<string, unknown> {
  const types = (set: ReadonlySet<string>) => targetOf([target], set) !== undefined;
  if (types(TABLES)) return { table: named(target), type_id: 3, type: "Table" };
  if (types(BUCKETS)) return { databucket: { ...named(target), type_id: 0 }, type_id: 2, type: "Databucket" };
  return { database: { ...named(target), type_id: 0 }, type_id: 1, type: "Database" };
}

/** What of the event has no attribute: with the rest, nothing of it is lost. */
function unmappedOf({ event, masked }: ExportRow): Record<string, unknown> | undefined {
  const { actor, auth_method, category, changes, crud, external_id, key, metadata, origin, outcome } = event;
  const { app_version, schema_version, source, targets } = event;
  return {
    actor: { metadata: actor.metadata, on_behalf_of: actor.on_behalf_of, type: actor.type },
    app_version,
    auth_method,
    category,
    changes,
    crud,
    external_id,
    key,
    masked: masked && masked.length > 0 ? masked : undefined,
    metadata,
    origin,
    outcome,
    schema_version,
    source: source && { endpoint: source.endpoint, environment: source.environment, via: source.via },
    targets,
  };
}

/** The value without members that are absent, and without objects in which nothing is left. */
function present(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(present);
  const kept: Record<string, unknown> = Object.create(null);
  for (const [name, member] of Object.entries(value)) if (member !== undefined) kept[name] = present(member);
  return kept;
}
