/** What a field is to somebody who writes a query. */
export interface FieldWord {
  field: string;
  /** In one line. */
  what: string;
  /** The field of the facets that knows its values. */
  counted?: string;
  kind: "text" | "id" | "choice" | "severity" | "address" | "number" | "time" | "thing";
}

const text = (field: string, what: string): FieldWord => ({ field, what, counted: field, kind: "text" });
const choice = (field: string, what: string): FieldWord => ({ field, what, counted: field, kind: "choice" });
const id = (field: string, what: string, counted?: string): FieldWord => ({
  field,
  what,
  kind: "id",
  ...(counted ? { counted } : {}),
});

/** In the order in which they are offered. */
export const FIELD_WORDS: readonly FieldWord[] = [
  text("action", "What was done, such as secret.read"),
  choice("outcome", "success, failure, denied or unknown"),
  id("actor", "Who did it: id, name or e-mail", "actor.id"),
  id("target", "What it was done to: id or name", "target.id"),
  text("env", "Environment"),
  { field: "ip", what: "Address or block of addresses", counted: "ip", kind: "address" },
  text("country", "Country of the address"),
  text("city", "City of the address"),
  { field: "severity", what: "info, low, medium, high or critical", counted: "severity", kind: "severity" },
  choice("category", "What kind of event"),
  choice("crud", "c, r, u or d: create, read, update, delete"),
  text("via", "How it came in: UI, API, CLI or job"),
  text("auth", "How the actor signed in"),
  { field: "after", what: "From a time on", kind: "time" },
  { field: "before", what: "Before a time", kind: "time" },
  { field: "during", what: "Within a day, a month or a range", kind: "time" },
  { field: "has", what: "Events with changes, a session, a location …", kind: "thing" },
  choice("actor.type", "user, service, agent, key, system, anonymous"),
  id("actor.id", "Id of the actor", "actor.id"),
  { field: "actor.name", what: "Name of the actor", kind: "text" },
  { field: "actor.email", what: "E-mail address of the actor", kind: "text" },
  id("behalf", "On whose behalf: anyone in the chain"),
  text("target.type", "Type of a target"),
  id("target.id", "Id of a target", "target.id"),
  { field: "target.name", what: "Name of a target", kind: "text" },
  id("session", "Session of the actor", "session"),
  id("request", "Request that it was part of"),
  id("key", "Key that sent it", "key"),
  text("origin", "System that it comes from"),
  { field: "seq", what: "Position in the ledger", kind: "number" },
  { field: "id", what: "Id of one event", kind: "id" },
  { field: "metadata.", what: "A value in the metadata, by its path", kind: "text" },
  { field: "changes.", what: "A value that was changed, by its field", kind: "text" },
];

/** What is known of a field, whose name may be that of a path. */
export function fieldWord(field: string): FieldWord | undefined {
  if (/^(metadata|changes)\../.test(field)) return { field, what: "", counted: field, kind: "text" };
  return FIELD_WORDS.find((one) => one.field === field);
}

export const THINGS: readonly [string, string][] = [
  ["changes", "with what was changed"],
  ["session", "within a session"],
  ["location", "from a known country"],
  ["behalf", "done on behalf of somebody"],
  ["raw", "with the original text"],
  ["alert", "that contributed to an alert"],
];
