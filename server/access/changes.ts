import { isDeepStrictEqual } from "node:util";
import type { Change } from "#tlog";

/** The fields that differ between two states of a thing, for a trail event; `after` may leave out fields that stay. */
export function changesBetween(before: Record<string, unknown>, after: Record<string, unknown>): Change[] {
  return Object.entries(after)
    .filter(([field, value]) => value !== undefined && !isDeepStrictEqual(plain(before[field]), plain(value)))
    .map(([field, value]) => ({ field, before: plain(before[field]), after: plain(value) }) as Change);
}

const plain = (value: unknown): unknown => (value === undefined ? null : JSON.parse(JSON.stringify(value)));
