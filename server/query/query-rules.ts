import { ACTOR_TYPES, CATEGORIES, CRUD, OUTCOMES, SEVERITIES } from "../event-format/index.ts";
import type { QueryField } from "./syntax.ts";

/** What the values of a field look like; texts are compared folded to lower case, ids as they are. */
export type FieldRule =
  | { kind: "text" | "id" | "address" | "event" | "seq" }
  | { kind: "choice"; choices: readonly string[]; isOrdered?: true };

/** What `has:` can ask for. */
export const OPTIONAL_THINGS = ["changes", "session", "location", "behalf", "raw"] as const;
export type OptionalThing = (typeof OPTIONAL_THINGS)[number];

const text = { kind: "text" } as const;
const id = { kind: "id" } as const;

export const FIELD_RULES: Record<QueryField, FieldRule> = {
  action: text,
  category: { kind: "choice", choices: CATEGORIES },
  crud: { kind: "choice", choices: CRUD },
  outcome: { kind: "choice", choices: OUTCOMES },
  severity: { kind: "choice", choices: SEVERITIES, isOrdered: true },
  origin: text,
  via: text,
  env: text,
  country: text,
  auth: text,
  actor: id,
  "actor.id": id,
  "actor.type": { kind: "choice", choices: ACTOR_TYPES },
  target: id,
  "target.id": id,
  "target.type": text,
  ip: { kind: "address" },
  session: id,
  request: id,
  id: { kind: "event" },
  seq: { kind: "seq" },
  key: id,
  has: { kind: "choice", choices: OPTIONAL_THINGS },
};

const PLANNED_FIELDS = new Set(["actor.name", "actor.email", "target.name", "behalf", "city"]);
const TIME_FIELDS = new Set(["after", "before", "during"]);

/** Why a field of the language cannot be asked for yet; undefined for a name that is no field of it at all. */
export function plannedField(name: string): string | undefined {
  if (TIME_FIELDS.has(name)) return `${name} is not available in a query yet: choose the time range beside the query`;
  if (PLANNED_FIELDS.has(name) || /^(metadata|changes)(\.|$)/.test(name))
    return `${name} is not available in a query yet`;
  return undefined;
}
