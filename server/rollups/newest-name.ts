import type { KnownValue } from "./day-counts.sql.ts";

/** The name that was given last: an actor's id may be of several types, each with a name of its own. Null without one. */
export const newestName = (known: readonly KnownValue[]): string | null =>
  known.filter(({ name }) => name !== null).sort((a, b) => b.lastMs - a.lastMs)[0]?.name ?? null;
