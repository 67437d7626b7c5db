import { AHEAD_MS_MAX } from "../event-format/index.ts";
import type { Parameters } from "../query/index.ts";

/** Conditions on the time of an event, `to` left out; partitions too old to hold any are not looked at. */
export function occurredBetween(from: Date | undefined, to: Date | undefined, parameters: Parameters): string[] {
  const conditions: string[] = [];
  // No event is older than 1970, and PostgreSQL cannot read a year before 1 as JavaScript writes it.
  const at = (ms: number) => parameters.add(new Date(Math.max(0, ms)), "timestamptz");
  if (from) {
    conditions.push(`occurred_at >= ${at(from.getTime())}`);
    // Nothing occurs more than 24 h after it was received, so older partitions cannot hold it.
    conditions.push(`received_at >= ${at(from.getTime() - AHEAD_MS_MAX)}`);
  }
  if (to) conditions.push(`occurred_at < ${at(to.getTime())}`);
  return conditions;
}
