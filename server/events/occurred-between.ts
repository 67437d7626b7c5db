import { AHEAD_MS_MAX } from "../event-format/index.ts";
import type { Parameters } from "../query/index.ts";

/** Conditions on the time of an event, `to` left out; partitions too old to hold any are not looked at. */
export function occurredBetween(from: Date | undefined, to: Date | undefined, parameters: Parameters): string[] {
  const conditions: string[] = [];
  if (from) {
    conditions.push(`occurred_at >= ${parameters.add(from, "timestamptz")}`);
    // Nothing occurs more than 24 h after it was received, so older partitions cannot hold it.
    conditions.push(`received_at >= ${parameters.add(new Date(from.getTime() - AHEAD_MS_MAX), "timestamptz")}`);
  }
  if (to) conditions.push(`occurred_at < ${parameters.add(to, "timestamptz")}`);
  return conditions;
}
