import { type NamedField, type WordPlace, wordsOf } from "#query";
import type { SealedEvent } from "#tlog";
import type { EventColumns } from "../ledger/index.ts";

/** Fields that compare values one by one; `actor`, `target` and `behalf` are several of them, `seq`, `has`, `words` and times are none. */
export type ValueField =
  | Exclude<NamedField, "actor" | "target" | "seq" | "has" | "words" | "after" | "before" | "during">
  | `metadata.${string}`
  | `changes.${string}`;

type Values = readonly (string | null | undefined)[];
type Actor = SealedEvent["actor"];

const folded = (text: string | undefined) => text?.toLowerCase();

const VALUES: Record<
  Exclude<ValueField, `metadata.${string}` | `changes.${string}`>,
  (event: SealedEvent, columns: EventColumns) => Values
> = {
  action: (_, columns) => [columns.action],
  category: (_, columns) => [columns.category],
  crud: (_, columns) => [columns.crud],
  outcome: (_, columns) => [columns.outcome],
  severity: (_, columns) => [columns.severity],
  origin: (_, columns) => [columns.origin],
  via: (_, columns) => [columns.via],
  env: (_, columns) => [columns.environment],
  country: (_, columns) => [columns.country],
  city: (event) => [folded(event.source?.location?.city)],
  auth: (_, columns) => [columns.authMethod],
  "actor.id": (_, columns) => [columns.actorId],
  "actor.name": (event) => [folded(event.actor.name)],
  "actor.email": (event) => [folded(event.actor.email)],
  "actor.type": (_, columns) => [columns.actorType],
  behalf: (event) => chainOf(event.actor).flatMap((one) => [one.id, folded(one.name), folded(one.email)]),
  "target.id": (event) => event.targets?.map((target) => target.id) ?? [],
  "target.name": (event) => event.targets?.map((target) => folded(target.name)) ?? [],
  "target.type": (event) => event.targets?.map((target) => folded(target.type)) ?? [],
  ip: (_, columns) => [columns.ip],
  session: (_, columns) => [columns.sessionId],
  request: (event) => [event.request_id],
  id: (event) => [event.id],
  key: (_, columns) => [columns.keyId],
};
export const VALUE_FIELDS = Object.keys(VALUES) as (keyof typeof VALUES)[];

/** The values that an event has in a field, as they are compared: folded where the field ignores case, never empty for want of one. */
export function valuesOf(field: ValueField, event: SealedEvent, columns: EventColumns): string[] {
  if (field.startsWith("metadata.")) return valuesAt(event, "metadata", field.slice("metadata.".length));
  if (field.startsWith("changes.")) return valuesAt(event, "changes", field.slice("changes.".length));
  const values = VALUES[field as keyof typeof VALUES](event, columns);
  return values.filter((value) => typeof value === "string");
}

const valuesAt = (event: SealedEvent, kind: "metadata" | "changes", path: string) =>
  pathsOf(event)
    .filter((one) => one.kind === kind && one.path === path)
    .map((one) => one.value);

/** One value of metadata or changes with its path; both folded. */
export interface PathValue {
  kind: "metadata" | "changes";
  path: string;
  value: string;
}

/**
 * Every value in the metadata and in the changes, at its path. Keys are joined by dots, members of a list have the path of the list; a
 * change has its field as path, for what was before and what came after alike, and what lies deeper in them follows with dots.
 */
export function pathsOf(event: SealedEvent): PathValue[] {
  const found: PathValue[] = [];
  const walk = (kind: PathValue["kind"], path: string, value: unknown): void => {
    if (Array.isArray(value)) for (const one of value) walk(kind, path, one);
    else if (value !== null && typeof value === "object") {
      for (const [key, member] of Object.entries(value))
        walk(kind, path === "" ? key.toLowerCase() : `${path}.${key.toLowerCase()}`, member);
    } else if (path !== "") found.push({ kind, path, value: String(value).toLowerCase() });
  };
  if (event.metadata) walk("metadata", "", event.metadata);
  for (const change of event.changes ?? []) {
    const path = change.field.toLowerCase();
    if (change.before !== undefined) walk("changes", path, change.before);
    if (change.after !== undefined) walk("changes", path, change.after);
  }
  return found;
}

/** The texts that words are searched in, by place; `paths` is what pathsOf gives. */
export function textsOf(event: SealedEvent, paths = pathsOf(event)): [WordPlace, string][] {
  const texts: [WordPlace, string][] = [];
  const add = (place: WordPlace, text: string | undefined) => text !== undefined && texts.push([place, text]);
  add("description", event.description);
  for (const actor of [event.actor, ...chainOf(event.actor)]) {
    add("actor", actor.name);
    add("actor", actor.email);
    add("actor", actor.id);
  }
  for (const target of event.targets ?? []) {
    add("target", target.name);
    add("target", target.id);
  }
  for (const change of event.changes ?? []) add("changes", change.field);
  for (const { kind, value } of paths) add(kind, value);
  return texts;
}

/** Whether the words stand next to one another in a text of the event, in a place where they may. */
export function holdsWords(
  event: SealedEvent,
  { words, isPrefix, places }: { words: string[]; isPrefix: boolean; places?: WordPlace[] },
): boolean {
  const last = words.length - 1;
  return textsOf(event).some(([place, text]) => {
    if (places && !places.includes(place)) return false;
    const found = wordsOf(text);
    for (let at = 0; at + last < found.length; at++)
      if (words.every((word, i) => (isPrefix && i === last ? found[at + i]!.startsWith(word) : found[at + i] === word)))
        return true;
    return false;
  });
}

/** Those on whose behalf the actor acted, the nearest first. */
function chainOf(actor: Actor): Actor[] {
  const chain: Actor[] = [];
  for (let one = actor.on_behalf_of; one; one = one.on_behalf_of) chain.push(one as Actor);
  return chain;
}
