import type { EventRow } from "./event-rows.ts";
import { metadataField } from "./query-text.ts";

const ROWS_MAX = 300;
const PATHS_MAX = 40;

/** Fields of the metadata that the newest rows have, the most frequent first, as a query names them. */
export function metadataPaths(rows: readonly EventRow[]): string[] {
  const counts = new Map<string, number>();
  for (const { event } of rows.slice(0, ROWS_MAX)) {
    const found = new Set<string>();
    collect(event.metadata, [], found);
    for (const field of found) counts.set(field, (counts.get(field) ?? 0) + 1);
  }
  return [...counts]
    .sort((a, b) => b[1] - a[1])
    .slice(0, PATHS_MAX)
    .map(([field]) => field);
}

/** The elements of a list have the path of the list. */
function collect(value: unknown, path: string[], found: Set<string>): void {
  if (Array.isArray(value)) for (const element of value) collect(element, path, found);
  else if (typeof value === "object" && value !== null)
    for (const [key, member] of Object.entries(value)) collect(member, [...path, key], found);
  else if (path.length > 0 && !path.includes("")) found.add(metadataField(path));
}
