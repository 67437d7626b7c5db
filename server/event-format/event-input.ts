import { z } from "zod";
import { ACTOR_TYPES, CATEGORIES, CRUD, OUTCOMES, SEVERITIES } from "#query";
import {
  byteLengthAtMost,
  CLEAR_TEXT,
  COUNTRY_CODE,
  canonicalAddress,
  charactersAtMost,
  findJsonTreeFault,
  INSTANT_RULE,
  isSingleLine,
  isStorable,
  readInstant,
  UUID_TEXT,
} from "./event-rules-values.ts";

export { ACTOR_TYPES, CATEGORIES, CLEAR_TEXT, CRUD, OUTCOMES, SEVERITIES };

export const EVENT_LIMITS = {
  eventsMax: 1000,
  eventBytesMax: 64_000,
  aheadHoursMax: 24,
  onBehalfOfMax: 4,
  targetsMax: 20,
  changesMax: 100,
  metadataKeysMax: 200,
  metadataDepthMax: 8,
  jsonDepthMax: 32,
  subjectIdBytesMax: 1000,
  lineCharactersMax: 1000,
  referenceCharactersMax: 200,
  descriptionCharactersMax: 4000,
  rawBytesMax: 32_000,
  schemaVersionMax: 2_147_483_647,
} as const;

export type Category = (typeof CATEGORIES)[number];
export type Crud = (typeof CRUD)[number];
export type Outcome = (typeof OUTCOMES)[number];
export type Severity = (typeof SEVERITIES)[number];
export type ActorType = (typeof ACTOR_TYPES)[number];
export type Metadata = Record<string, unknown>;

export interface ActorInput {
  type: ActorType;
  id?: string;
  name?: string;
  email?: string;
  metadata?: Metadata;
  on_behalf_of?: ActorInput;
}

export interface TargetInput {
  type: string;
  id?: string;
  name?: string;
  metadata?: Metadata;
}

export interface LocationInput {
  country: string;
  region?: string;
  city?: string;
  lat?: number;
  lon?: number;
}

export interface SourceInput {
  ip?: string;
  user_agent?: string;
  location?: LocationInput;
  endpoint?: string;
  via?: string;
  environment?: string;
}

export interface ChangeInput {
  field: string;
  before?: unknown;
  after?: unknown;
}

export interface OriginInput {
  system: string;
  event_id?: string;
}

/** An event as a sender gives it; the server adds `v`, `id`, `key` and `received_at`. */
export interface EventInput {
  tenant?: string;
  occurred_at: string;
  action: string;
  category?: Category;
  crud?: Crud;
  outcome?: Outcome;
  severity?: Severity;
  auth_method?: string;
  actor: ActorInput;
  targets?: TargetInput[];
  source?: SourceInput;
  session_id?: string;
  request_id?: string;
  description?: string;
  changes?: ChangeInput[];
  metadata?: Metadata;
  origin?: OriginInput;
  external_id?: string;
  schema_version?: number;
  app_version?: string;
  raw?: string;
}

/** An event that keeps every rule, normalised, with its defaults; a member is there only if it has a value. */
export interface EventDraft extends Omit<EventInput, "tenant"> {
  category: Category;
  outcome: Outcome;
  severity: Severity;
}

const L = EVENT_LIMITS;

const clearText = z.string().regex(CLEAR_TEXT, "must be 1 to 200 of A-Z a-z 0-9 . _ : / -, since it is never erased");
const line = (charactersMax: number) =>
  z
    .string()
    .min(1)
    .refine((text) => isSingleLine(text) && charactersAtMost(text, charactersMax), {
      message: `must be 1 to ${charactersMax} characters without control characters`,
    })
    .meta({ maxLength: charactersMax });
const subjectId = z
  .string()
  .min(1)
  .refine((text) => isSingleLine(text) && byteLengthAtMost(text, L.subjectIdBytesMax), {
    message: `must be 1 to ${L.subjectIdBytesMax} bytes without control characters`,
  })
  .meta({ maxLength: L.subjectIdBytesMax });
const reference = line(L.referenceCharactersMax);
const jsonValue = z.unknown().refine((value) => {
  return !findJsonTreeFault(value, { keysMax: Number.POSITIVE_INFINITY, depthMax: L.jsonDepthMax });
});
// Not z.record, which drops a member that is named __proto__.
const metadata = z
  .unknown()
  .refine((tree): tree is Metadata => isMetadata(tree), {
    message: `must be an object of at most ${L.metadataKeysMax} keys, nested ones counted, in ${L.metadataDepthMax} levels`,
  })
  .meta({
    type: "object",
    description: `At most ${L.metadataKeysMax} keys, nested ones counted, in ${L.metadataDepthMax} levels.`,
  }) as z.ZodType<Metadata, Metadata>;

function isMetadata(tree: unknown): boolean {
  if (typeof tree !== "object" || tree === null || Array.isArray(tree)) return false;
  return !findJsonTreeFault(tree, { keysMax: L.metadataKeysMax, depthMax: L.metadataDepthMax });
}

const actorMembers = {
  type: z.enum(ACTOR_TYPES),
  id: subjectId.optional(),
  name: line(L.lineCharactersMax).optional(),
  email: line(L.lineCharactersMax).optional(),
  metadata: metadata.optional(),
};
const identified = (actor: { type: ActorType; id?: string | undefined }) =>
  actor.type === "anonymous" || actor.id !== undefined;
const identifiedMessage = { path: ["id"], message: "is required unless the actor is anonymous" };

// Spelt out level by level: a recursive schema has no bound, and OpenAPI readers cope badly with one.
function actorSchema(levelsBelow: number): z.ZodType<ActorInput, ActorInput> {
  if (levelsBelow === 0) return z.strictObject(actorMembers).refine(identified, identifiedMessage);
  return z
    .strictObject({ ...actorMembers, on_behalf_of: actorSchema(levelsBelow - 1).optional() })
    .refine(identified, identifiedMessage);
}

const targetSchema = z.strictObject({
  type: clearText,
  id: subjectId.optional(),
  name: line(L.lineCharactersMax).optional(),
  metadata: metadata.optional(),
});

const locationSchema = z.strictObject({
  country: z.string().regex(COUNTRY_CODE, "must be the two letters of ISO 3166-1 alpha-2, such as DE"),
  region: line(L.lineCharactersMax).optional(),
  city: line(L.lineCharactersMax).optional(),
  lat: z.number().min(-90).max(90).optional(),
  lon: z.number().min(-180).max(180).optional(),
});

const isFilled = (value: object) => Object.values(value).some((member) => member !== undefined);

const sourceSchema = z
  .strictObject({
    ip: z
      .string()
      .refine((text) => canonicalAddress(text) !== undefined, "must be one IPv4 or IPv6 address, without port or zone")
      .optional(),
    user_agent: line(L.lineCharactersMax).optional(),
    location: locationSchema.optional(),
    endpoint: line(L.lineCharactersMax).optional(),
    via: clearText.meta({ examples: ["ui", "api", "cli", "mcp", "job"] }).optional(),
    environment: clearText.optional(),
  })
  .refine(isFilled, "must not be empty: leave it out");

const originSchema = z.strictObject({
  system: clearText.refine((system) => !isOwnSystem(system), "sealtrail is kept for the platform's own events"),
  event_id: reference.optional(),
});

export function isOwnSystem(system: string): boolean {
  return system.toLowerCase() === "sealtrail";
}

/** For documentation and for callers off the hot path; `parseEvent` accepts exactly the same events. */
export const eventInputSchema = z
  .strictObject({
    tenant: z.string().regex(UUID_TEXT, "must be a UUID").meta({ format: "uuid" }).optional(),
    occurred_at: z
      .string()
      .refine((text) => typeof readInstant(text) === "number", INSTANT_RULE)
      .meta({ format: "date-time" }),
    action: clearText.meta({ examples: ["secret.read"] }),
    category: z.enum(CATEGORIES).optional(),
    crud: z.enum(CRUD).optional(),
    outcome: z.enum(OUTCOMES).optional(),
    severity: z.enum(SEVERITIES).optional(),
    auth_method: clearText.optional(),
    actor: actorSchema(L.onBehalfOfMax),
    targets: z.array(targetSchema).min(1).max(L.targetsMax).optional(),
    source: sourceSchema.optional(),
    session_id: reference.optional(),
    request_id: reference.optional(),
    description: z
      .string()
      .min(1)
      .refine((text) => isStorable(text) && charactersAtMost(text, L.descriptionCharactersMax))
      .meta({ maxLength: L.descriptionCharactersMax })
      .optional(),
    changes: z
      .array(
        z.strictObject({
          field: line(L.lineCharactersMax),
          before: jsonValue.optional(),
          after: jsonValue.optional(),
        }),
      )
      .max(L.changesMax)
      .optional(),
    metadata: metadata.optional(),
    origin: originSchema.optional(),
    external_id: reference.optional(),
    schema_version: z.int().min(0).max(L.schemaVersionMax).optional(),
    app_version: clearText.optional(),
    raw: z
      .string()
      .min(1)
      .refine((text) => isStorable(text) && byteLengthAtMost(text, L.rawBytesMax))
      .meta({ maxLength: L.rawBytesMax })
      .optional(),
  })
  .refine((event) => byteLengthAtMost(JSON.stringify(event), L.eventBytesMax), {
    message: `must be at most ${L.eventBytesMax} bytes as JSON`,
  })
  .meta({ description: "One audit event as its sender gives it." }) satisfies z.ZodType<EventInput>;

export const eventsInputSchema = z.strictObject({
  events: z.array(eventInputSchema).min(1).max(L.eventsMax),
});
