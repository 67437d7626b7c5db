import type { FieldFault } from "#server/errors.ts";
import {
  ACTOR_TYPES,
  CATEGORIES,
  CRUD,
  EVENT_LIMITS,
  type EventDraft,
  isOwnSystem,
  OUTCOMES,
  SEVERITIES,
} from "./event-input.ts";
import { categoryOf } from "./event-rules.ts";
import {
  choiceReader,
  FAULTS_MAX,
  isPlainObject,
  lineReader,
  type MemberTable,
  memberTable,
  noteFault,
  numberReader,
  printableName,
  type Reader,
  type Reading,
  readAddress,
  readAnyJson,
  readClearText,
  readDescription,
  readMembers,
  readMetadata,
  readOccurredAt,
  readRaw,
  readSubjectId,
} from "./event-rules-readers.ts";
import { byteLengthAtMost, COUNTRY_CODE, UUID_TEXT } from "./event-rules-values.ts";

export interface ParseContext {
  /** The key's tenant; null for a key of the platform, whose events name theirs. */
  tenantId: string | null;
  now: Date;
}

export type ParsedEvent =
  | { event: EventDraft; tenantId: string; faults?: undefined }
  | { event?: undefined; tenantId?: undefined; faults: FieldFault[] };

export interface ParsedEvents {
  isBatch: boolean;
  /** One for each event sent, in order; empty if the body itself is at fault. */
  results: ParsedEvent[];
  /** The first 50 faults of the whole body; none if every event is good. */
  faults: FieldFault[];
}

const L = EVENT_LIMITS;
const readLine = lineReader(L.lineCharactersMax);
const readReference = lineReader(L.referenceCharactersMax);

function objectReader(table: MemberTable): Reader {
  return (reading, value, parent, name) =>
    isPlainObject(value)
      ? readMembers(reading, value, `${parent}${name}.`, table)
      : noteFault(reading, parent, name, "must be an object");
}

function filledObjectReader(table: MemberTable): Reader {
  const readObject = objectReader(table);
  return (reading, value, parent, name) => {
    if (isPlainObject(value) && Object.values(value).every((member) => member === undefined)) {
      return noteFault(reading, parent, name, "must not be empty: leave it out if there is no value");
    }
    return readObject(reading, value, parent, name);
  };
}

function listReader(lengthMin: number, lengthMax: number, table: MemberTable): Reader {
  const readItem = objectReader(table);
  return (reading, value, parent, name) => {
    if (!Array.isArray(value)) return noteFault(reading, parent, name, "must be a list");
    if (value.length < lengthMin) return noteFault(reading, parent, name, "must not be empty: leave it out");
    if (value.length > lengthMax) return noteFault(reading, parent, name, `must have at most ${lengthMax} items`);
    return value.map((item, index) => readItem(reading, item, `${parent}${name}.`, String(index)));
  };
}

const readTenant: Reader = (reading, value, parent, name) => {
  if (typeof value !== "string" || !UUID_TEXT.test(value)) return noteFault(reading, parent, name, "must be a UUID");
  const tenantId = value.toLowerCase();
  if (reading.tenantId === null || reading.tenantId.toLowerCase() === tenantId) {
    reading.tenantId = tenantId;
    return undefined;
  }
  return noteFault(reading, parent, name, "must be the tenant of the key in use: leave it out");
};

const readActor: Reader = (reading, value, parent, name) => {
  if (!isPlainObject(value)) return noteFault(reading, parent, name, "must be an object");
  if (reading.actorsOpen > L.onBehalfOfMax) {
    return noteFault(reading, parent, name, `must not go further: a chain has at most ${L.onBehalfOfMax} links`);
  }
  reading.actorsOpen += 1;
  const actor = readMembers(reading, value, `${parent}${name}.`, actorTable);
  reading.actorsOpen -= 1;
  if (value.id === undefined && value.type !== "anonymous") {
    noteFault(reading, `${parent}${name}.`, "id", "is required unless the actor's type is anonymous");
  }
  return actor;
};

const readCountry: Reader = (reading, value, parent, name) =>
  typeof value === "string" && COUNTRY_CODE.test(value)
    ? value.toUpperCase()
    : noteFault(reading, parent, name, "must be the two letters of ISO 3166-1 alpha-2, such as DE");

const readOriginSystem: Reader = (reading, value, parent, name) =>
  typeof value === "string" && isOwnSystem(value)
    ? noteFault(reading, parent, name, "must not be sealtrail, which marks what the platform itself records")
    : readClearText(reading, value, parent, name);

const actorTable = memberTable(
  {
    type: choiceReader(ACTOR_TYPES),
    id: readSubjectId,
    name: readLine,
    email: readLine,
    metadata: readMetadata,
    on_behalf_of: readActor,
  },
  { type: `one of ${ACTOR_TYPES.join(", ")}` },
);

const targetTable = memberTable(
  { type: readClearText, id: readSubjectId, name: readLine, metadata: readMetadata },
  { type: "what kind of thing was acted on, such as secret" },
);

const locationTable = memberTable(
  {
    country: readCountry,
    region: readLine,
    city: readLine,
    lat: numberReader(-90, 90, false),
    lon: numberReader(-180, 180, false),
  },
  { country: "the two letters of ISO 3166-1 alpha-2, such as DE" },
);

const sourceTable = memberTable(
  {
    ip: readAddress,
    user_agent: readLine,
    location: objectReader(locationTable),
    endpoint: readLine,
    via: readClearText,
    environment: readClearText,
  },
  {},
);

const changeTable = memberTable(
  { field: readLine, before: readAnyJson, after: readAnyJson },
  { field: "the name of what changed" },
);

const originTable = memberTable(
  { system: readOriginSystem, event_id: readReference },
  { system: "which system the event came from, such as aws.cloudtrail" },
);

const eventTable = memberTable(
  {
    tenant: readTenant,
    occurred_at: readOccurredAt,
    action: readClearText,
    category: choiceReader(CATEGORIES),
    crud: choiceReader(CRUD),
    outcome: choiceReader(OUTCOMES),
    severity: choiceReader(SEVERITIES),
    auth_method: readClearText,
    actor: readActor,
    targets: listReader(1, L.targetsMax, targetTable),
    source: filledObjectReader(sourceTable),
    session_id: readReference,
    request_id: readReference,
    description: readDescription,
    changes: listReader(0, L.changesMax, changeTable),
    metadata: readMetadata,
    origin: objectReader(originTable),
    external_id: readReference,
    schema_version: numberReader(0, L.schemaVersionMax, true),
    app_version: readClearText,
    raw: readRaw,
  },
  {
    occurred_at: "when it happened, such as 2026-11-20T20:42:53.309Z",
    action: "what happened, best as object.verb, such as secret.read",
    actor: 'who did it, such as {"type":"user","id":"u_1"}',
  },
);

/** Checks one event against every rule and normalises it; reports all its faults, at most 50. */
export function parseEvent(value: unknown, context: ParseContext): ParsedEvent {
  return parseEventAt(value, context, "");
}

function parseEventAt(value: unknown, context: ParseContext, prefix: string): ParsedEvent {
  const reading: Reading = { ...context, prefix, faults: [], jsonBytesMax: 0, actorsOpen: 0 };
  const { faults } = reading;
  if (!isPlainObject(value)) {
    noteFault(reading, "", "", "must be an event, a JSON object");
    return { faults };
  }
  const members = readMembers(reading, value, "", eventTable);
  if (reading.tenantId === null && value.tenant === undefined) {
    noteFault(reading, "", "tenant", "is required with a key of the platform: the id of the event's tenant");
  }
  // The bound overstates: only what may be too long is worth writing out to be measured.
  if (reading.jsonBytesMax > L.eventBytesMax && faults.length === 0) {
    if (!byteLengthAtMost(JSON.stringify(value), L.eventBytesMax)) {
      noteFault(reading, "", "", `must be at most ${L.eventBytesMax} bytes as JSON: send less of it`);
    }
  }
  if (faults.length > 0) return { faults };
  members.category ??= categoryOf(members.action as string);
  members.outcome ??= "success";
  members.severity ??= "info";
  return {
    event: members as unknown as EventDraft,
    tenantId: reading.tenantId as string,
  };
}

/** Takes `{"events":[1 to 1,000 of them]}`, whose faults have paths such as `events.1.action`, or one event alone. */
export function parseEvents(body: unknown, context: ParseContext): ParsedEvents {
  if (!isPlainObject(body)) {
    return refusedBody(false, [{ path: "", message: 'must be an event or {"events":[...]}, a JSON object' }]);
  }
  if (!Object.hasOwn(body, "events")) {
    const result = parseEvent(body, context);
    return { isBatch: false, results: [result], faults: result.faults ?? [] };
  }
  const bodyFaults = batchFaults(body);
  if (bodyFaults.length > 0) return refusedBody(true, bodyFaults);
  const results = (body.events as unknown[]).map((event, index) => parseEventAt(event, context, `events.${index}.`));
  const faults: FieldFault[] = [];
  for (const result of results) {
    if (result.faults && faults.length < FAULTS_MAX) faults.push(...result.faults.slice(0, FAULTS_MAX - faults.length));
  }
  return { isBatch: true, results, faults };
}

function batchFaults(body: Record<string, unknown>): FieldFault[] {
  const faults = Object.keys(body)
    .filter((name) => name !== "events")
    .slice(0, FAULTS_MAX)
    .map((name) => ({ path: printableName(name), message: "is not a member beside events: move it into an event" }));
  const { events } = body;
  if (!Array.isArray(events)) return [...faults, { path: "events", message: "must be a list of events" }];
  if (events.length === 0) faults.push({ path: "events", message: "must not be empty: send 1 to 1,000 events" });
  if (events.length > L.eventsMax) {
    faults.push({ path: "events", message: "must have at most 1,000 events: send the rest in another request" });
  }
  return faults;
}

function refusedBody(isBatch: boolean, faults: FieldFault[]): ParsedEvents {
  return { isBatch, results: [], faults: faults.slice(0, FAULTS_MAX) };
}
