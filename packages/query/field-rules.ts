import { ACTOR_TYPES, CATEGORIES, CRUD, OUTCOMES, SEVERITIES } from "./choices.ts";
import type { NamedField, QueryField } from "./syntax.ts";

/** What the values of a field look like. `text` is folded to lower case, an `id` is as it is, `either` is compared with both. */
export type FieldRule =
  | { kind: "text" | "id" | "either" | "value" | "address" | "event" | "seq" | "time" }
  | { kind: "choice"; choices: readonly string[]; isOrdered?: true };

/** What `has:` can ask for; `alert` is no part of the event: see QueryMatch. */
export const OPTIONAL_THINGS = ["changes", "session", "location", "behalf", "raw", "alert"] as const;
export type OptionalThing = (typeof OPTIONAL_THINGS)[number];

const text = { kind: "text" } as const;
const id = { kind: "id" } as const;
const either = { kind: "either" } as const;
const time = { kind: "time" } as const;

export const FIELD_RULES: Record<Exclude<NamedField, "words">, FieldRule> = {
  action: text,
  category: { kind: "choice", choices: CATEGORIES },
  crud: { kind: "choice", choices: CRUD },
  outcome: { kind: "choice", choices: OUTCOMES },
  severity: { kind: "choice", choices: SEVERITIES, isOrdered: true },
  origin: text,
  via: text,
  env: text,
  country: text,
  city: text,
  auth: text,
  actor: either,
  "actor.id": id,
  "actor.name": text,
  "actor.email": text,
  "actor.type": { kind: "choice", choices: ACTOR_TYPES },
  behalf: either,
  target: either,
  "target.id": id,
  "target.name": text,
  "target.type": text,
  ip: { kind: "address" },
  session: id,
  request: id,
  id: { kind: "event" },
  seq: { kind: "seq" },
  key: id,
  after: time,
  before: time,
  during: time,
  has: { kind: "choice", choices: OPTIONAL_THINGS },
};

/** The rule of a field; values in metadata and changes are texts that may be numbers. */
export function ruleOf(field: QueryField): FieldRule {
  return Object.hasOwn(FIELD_RULES, field) ? FIELD_RULES[field as keyof typeof FIELD_RULES] : { kind: "value" };
}
