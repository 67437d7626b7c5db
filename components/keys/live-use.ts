import type { KeyDetail, KeyHour, SeenAddress } from "#server/keys/index.ts";
import type { EventRow } from "../events/event-rows.ts";
import { requestOf } from "./request-words.ts";

const HOUR_MS = 3_600_000;

type Use = Pick<KeyDetail, "hours" | "seenAddresses" | "lastUsedAt" | "lastUsedIp">;

/** A key's use with the requests that came since it was counted, reckoned as the server reckons them. */
export function withRequests<T extends Use>(key: T, arrived: readonly EventRow[]): T {
  if (arrived.length === 0) return key;
  const hours = new Map(key.hours.map((hour) => [hour.hour, { ...hour }]));
  const addresses = new Map(key.seenAddresses.map((address) => [address.ip, { ...address }]));
  let { lastUsedAt, lastUsedIp } = key;
  for (const { event } of arrived) {
    const { requests, rows, refusals } = requestOf(event);
    const at = event.received_at;
    const ip = event.source?.ip;
    addTo(hours, at, { requests, rows, refusals });
    if (ip) addAddress(addresses, ip, event, { requests, refusals });
    if (requests === 0 || (lastUsedAt !== null && lastUsedAt >= at)) continue;
    lastUsedAt = at;
    lastUsedIp = ip ?? lastUsedIp;
  }
  return {
    ...key,
    hours: [...hours.values()].sort((a, b) => (a.hour < b.hour ? -1 : 1)),
    seenAddresses: [...addresses.values()].sort((a, b) => (a.lastSeenAt > b.lastSeenAt ? -1 : 1)),
    lastUsedAt,
    lastUsedIp,
  };
}

function addTo(hours: Map<string, KeyHour>, at: string, came: Omit<KeyHour, "hour">): void {
  const hour = new Date(Math.floor(Date.parse(at) / HOUR_MS) * HOUR_MS).toISOString();
  const sum = hours.get(hour) ?? { hour, requests: 0, rows: 0, refusals: 0 };
  sum.requests += came.requests;
  sum.rows += came.rows;
  sum.refusals += came.refusals;
  hours.set(hour, sum);
}

function addAddress(
  addresses: Map<string, SeenAddress>,
  ip: string,
  { received_at: at, source }: EventRow["event"],
  came: { requests: number; refusals: number },
): void {
  const known = addresses.get(ip);
  const { country, region, city } = source?.location ?? {};
  const place = { ...(country ? { country } : {}), ...(region ? { region } : {}), ...(city ? { city } : {}) };
  const location = Object.keys(place).length > 0 ? place : null;
  addresses.set(ip, {
    ip,
    location: known?.location ?? location,
    firstSeenAt: known?.firstSeenAt ?? at,
    lastSeenAt: known && known.lastSeenAt > at ? known.lastSeenAt : at,
    requests: (known?.requests ?? 0) + came.requests,
    refusals: (known?.refusals ?? 0) + came.refusals,
  });
}
