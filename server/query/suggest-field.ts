import { QUERY_FIELDS } from "./syntax.ts";

const DISTANCE_MAX = 2;

/** The field that a name may have meant; else all of them. */
export function suggestField(name: string): string {
  const near = QUERY_FIELDS.map((field) => ({ field, distance: editDistance(name.toLowerCase(), field) })).sort(
    (a, b) => a.distance - b.distance,
  )[0]!;
  const isNear = near.distance <= DISTANCE_MAX && near.distance < name.length;
  return isNear ? `did you mean ${near.field}?` : `the fields are ${QUERY_FIELDS.join(", ")}`;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length]!;
}
