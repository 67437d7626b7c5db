import type { KeyHour } from "#server/keys/index.ts";
import type { EventRow } from "../events/event-rows.ts";
import { requestOf } from "./request-words.ts";

const HOUR_MS = 3_600_000;

/** The hours of a key's use with the requests that came since they were counted. */
export function withRequests(hours: readonly KeyHour[], arrived: readonly EventRow[]): KeyHour[] {
  if (arrived.length === 0) return [...hours];
  const sums = new Map(hours.map((hour) => [hour.hour, { ...hour }]));
  for (const { event } of arrived) {
    const hour = new Date(Math.floor(Date.parse(event.received_at) / HOUR_MS) * HOUR_MS).toISOString();
    const sum = sums.get(hour) ?? { hour, requests: 0, rows: 0, refusals: 0 };
    const { requests, rows, refusals } = requestOf(event);
    sum.requests += requests;
    sum.rows += rows;
    sum.refusals += refusals;
    sums.set(hour, sum);
  }
  return [...sums.values()].sort((a, b) => (a.hour < b.hour ? -1 : 1));
}
