import { QUERY_FIELDS } from "./syntax.ts";

const DISTANCE_MAX = 2;
const NAMES = [...QUERY_FIELDS.filter((field) => field !== "words"), "metadata.<path>", "changes.<field>"];

/** The field that a name may have meant; else all of them. */
export function suggestField(name: string): string {
  const lower = name.toLowerCase();
  const path = /^([^.]*)\.(.+)$/s.exec(lower);
  const candidates = [...NAMES, ...(path ? [`metadata.${path[2]}`, `changes.${path[2]}`] : [])];
  const near = candidates
    .map((field) => ({ field, distance: editDistance(lower, field) }))
    .sort((a, b) => a.distance - b.distance)[0]!;
  const isNear = near.distance <= DISTANCE_MAX && near.distance < (path?.[1] ?? name).length;
  return isNear ? `did you mean ${near.field}?` : `the fields are ${NAMES.join(", ")}`;
}

const LENGTH_MAX = 60;

/** Far beyond DISTANCE_MAX for names that are longer than any that is meant. */
function editDistance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > DISTANCE_MAX || a.length > LENGTH_MAX) return LENGTH_MAX;
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length]!;
}
