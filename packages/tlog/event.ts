/** Who acted. `id` is absent only for `anonymous`; `on_behalf_of` is a chain of at most 4. */
export interface Actor {
  type: string;
  id?: string;
  name?: string;
  email?: string;
  metadata?: Record<string, unknown>;
  on_behalf_of?: Actor;
}

/** What was acted on; the first of an event's 1 to 20 targets is the main one. */
export interface Target {
  type: string;
  id?: string;
  name?: string;
  metadata?: Record<string, unknown>;
}

/** A place: `country` as ISO 3166-1 alpha-2, `lat` and `lon` in degrees. */
export interface Location {
  country: string;
  region?: string;
  city?: string;
  lat?: number;
  lon?: number;
}

/** Where the event came from; never empty. */
export interface Source {
  ip?: string;
  user_agent?: string;
  location?: Location;
  endpoint?: string;
  via?: string;
  environment?: string;
}

/** One changed field, before and after. */
export interface Change {
  field: string;
  before?: unknown;
  after?: unknown;
}

/**
 * An event as it is sealed, version 1. Times are `YYYY-MM-DDTHH:mm:ss.sssZ`; `id` is a UUIDv7, `tenant` a UUID. Absent means
 * absent: no null members outside `metadata` and `changes`, no empty `targets`, `source` or `origin`.
 */
export interface SealedEvent {
  v: 1;
  id: string;
  tenant: string;
  key: string;
  occurred_at: string;
  received_at: string;
  action: string;
  category?: string;
  crud?: string;
  outcome: string;
  severity: string;
  auth_method?: string;
  actor: Actor;
  targets?: Target[];
  source?: Source;
  session_id?: string;
  request_id?: string;
  description?: string;
  changes?: Change[];
  metadata?: Record<string, unknown>;
  origin?: { system: string; event_id?: string };
  external_id?: string;
  schema_version?: number;
  app_version?: string;
  raw?: string;
}

/** The four parts of an event that hold personal data; each has a salt and a digest of its own. */
export type PartName = "actor" | "targets" | "context" | "content";

/** The parts in the order of the packed salts. */
export const PARTS: readonly PartName[] = ["actor", "targets", "context", "content"];

/** Bytes of one part's salt. */
export const SALT_BYTES = 16;

/** Bytes of the packed salts of an event: one salt for each of `PARTS`, zeros where the part is absent. */
export const SALTS_BYTES = 64;
