import type { SealedEvent } from "#tlog";
import { ACTOR_TYPES } from "../event-format/index.ts";
import type { EventColumns } from "../ledger/index.ts";

/** Kinds of actors: an id may be of several types, and counts for each. */
export const ACTOR_KINDS = ACTOR_TYPES.map((type) => `actor.${type}` as const);

/** What a kind is ranked with: the actors are one group, whatever their type; else a kind is one. */
export const groupOf = (kind: string): string => (kind.startsWith("actor.") ? "actor" : kind);

/** How many values of a kind are kept a day; what comes after them that day is let go, and counted as let go. */
export const VALUES_MAX: Record<string, number> = {
  all: 1,
  category: 100,
  action: 500,
  origin: 200,
  country: 300,
  place: 500,
  secret: 1_000,
  ...Object.fromEntries(ACTOR_KINDS.map((kind) => [kind, 1_000])),
};
/** Kinds that are not kept by day. */
export const KEPT_FOR_ALL_TIME: ReadonlySet<string> = new Set(["actor.env", "place.actor"]);
/** Of how many values of a kind it is kept for all time when they were seen and how often. */
export const REMEMBERED_MAX = 100_000;
/** Kinds of whose values this is kept beside the days. */
export const REMEMBERED: ReadonlySet<string> = new Set([
  ...ACTOR_KINDS,
  "action",
  "origin",
  "country",
  "place",
  "place.actor",
]);

/** What one event is counted under. */
export interface Counted {
  kind: string;
  value: string;
}

/** Parts of a value; no part can hold a line feed. */
export const joinParts = (...parts: string[]) => parts.join("\n");
export const partsOf = (value: string) => value.split("\n");

/** Longer ones fit no index. */
const VALUE_BYTES_MAX = 1_500;
const fits = (value: string) => value.length * 3 <= VALUE_BYTES_MAX || Buffer.byteLength(value) <= VALUE_BYTES_MAX;

/** Trail events of reads are counted nowhere: no list shows them unless asked. */
export const isCounted = ({ origin, crud }: Pick<EventColumns, "origin" | "crud">): boolean =>
  !(origin === "sealtrail" && crud === "r");

/** Everything that an event is counted under, secrets aside. */
export function countedUnder(event: SealedEvent, columns: EventColumns): Counted[] {
  const { category, action, origin, country, environment, actorType, actorId } = columns;
  const found: Counted[] = [{ kind: "all", value: "" }];
  const add = (kind: string, value: string) => {
    if (fits(value)) found.push({ kind, value });
  };
  if (category !== null) add("category", category);
  add("action", action);
  if (origin !== null) add("origin", origin);
  const city = event.source?.location?.city?.toLowerCase() ?? "";
  if (country !== null) {
    add("country", country);
    add("place", joinParts(country, city));
  }
  if (actorId !== null) {
    add(`actor.${actorType}`, actorId);
    if (country !== null) add("place.actor", joinParts(actorId, country, city));
    if (environment !== null) add("actor.env", joinParts(actorType, actorId, environment));
  }
  return found;
}
