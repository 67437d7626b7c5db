import type { Zone } from "./times.ts";

export const RANGES = {
  "24h": { label: "Last 24 hours", hours: 24 },
  "7d": { label: "Last 7 days", hours: 7 * 24 },
  "30d": { label: "Last 30 days", hours: 30 * 24 },
  "90d": { label: "Last 90 days", hours: 90 * 24 },
  "1y": { label: "Last year", hours: 366 * 24 },
  all: { label: "All time", hours: undefined },
} as const;
export type RangeName = keyof typeof RANGES;

/** What the address of the Events page says. With `from` or `to` the named range does not count. */
export interface EventsAddress {
  q: string;
  range: RangeName;
  from?: string;
  to?: string;
  event?: string;
  zone: Zone;
}

const DEFAULT_RANGE: RangeName = "7d";
const DEFAULT_ZONE: Zone = "tenant";

const instant = (text: string | null | undefined) =>
  text && !Number.isNaN(Date.parse(text)) ? new Date(text).toISOString() : undefined;

export function readAddress(get: (name: string) => string | null | undefined): EventsAddress {
  const range = get("range") ?? "";
  const zone = get("zone");
  const from = instant(get("from"));
  const to = instant(get("to"));
  const event = get("event");
  return {
    q: get("q")?.trim() ?? "",
    range: Object.hasOwn(RANGES, range) ? (range as RangeName) : DEFAULT_RANGE,
    ...(from ? { from } : {}),
    ...(to ? { to } : {}),
    ...(event ? { event } : {}),
    zone: zone === "utc" || zone === "local" ? zone : DEFAULT_ZONE,
  };
}

/** `?...` of an address, without what goes without saying; empty for the plain page. */
export function writeAddress(address: EventsAddress): string {
  const parameters = new URLSearchParams();
  if (address.q) parameters.set("q", address.q);
  if (address.from) parameters.set("from", address.from);
  if (address.to) parameters.set("to", address.to);
  if (!isCustom(address) && address.range !== DEFAULT_RANGE) parameters.set("range", address.range);
  if (address.zone !== DEFAULT_ZONE) parameters.set("zone", address.zone);
  if (address.event) parameters.set("event", address.event);
  const text = parameters.toString();
  return text && `?${text}`;
}

export const isCustom = (address: EventsAddress) => address.from !== undefined || address.to !== undefined;

/** Two addresses with the same key list the same events. */
export function listKey(address: EventsAddress): string {
  return JSON.stringify(isCustom(address) ? [address.q, address.from, address.to] : [address.q, address.range]);
}

/** The instants between which the list lies, seen at `nowMs`; without `to` it reaches to now and beyond. */
export function boundsOf(address: EventsAddress, nowMs: number): { from?: string; to?: string } {
  if (isCustom(address))
    return { ...(address.from ? { from: address.from } : {}), ...(address.to ? { to: address.to } : {}) };
  const { hours } = RANGES[address.range];
  return hours === undefined ? {} : { from: new Date(nowMs - hours * 3_600_000).toISOString() };
}
