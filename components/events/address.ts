import { type ColumnId, type Density, parseColumns, printColumns } from "./columns.ts";
import type { Order } from "./event-rows.ts";
import { isZone, type Zone, zoneOf } from "./times.ts";

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
  order: Order;
  zone: Zone;
  /** The chosen columns; what the reader had last without them. */
  cols?: ColumnId[];
  density?: Density;
  /** The saved view that this began as. */
  view?: string;
  event?: string;
}

/** A part of an address that means nothing and was left out. */
export interface AddressFault {
  name: string;
  message: string;
}

type Get = (name: string) => string | null | undefined;

const DEFAULT_RANGE: RangeName = "7d";
const DEFAULT_ORDER: Order = "newest";
const DEFAULT_ZONE: Zone = "tenant";
/** What `go` takes out of the address when it is undefined. */
export const OPTIONAL = ["from", "to", "cols", "density", "view", "event"] as const;

/** An address and what of it could not be read, in one go, so that the two cannot differ. */
export function parseAddress(get: Get): { address: EventsAddress; faults: AddressFault[] } {
  const faults: AddressFault[] = [];
  const fault = (name: string, message: string) => void faults.push({ name, message });
  const oneOf = <T extends string>(name: string, isOne: (text: string) => text is T, what: string): T | undefined => {
    const text = get(name);
    if (!text) return undefined;
    if (isOne(text)) return text;
    fault(name, `“${short(text)}” is no ${what}`);
    return undefined;
  };
  const instant = (name: string): string | undefined => {
    const text = get(name);
    if (!text) return undefined;
    if (INSTANT.test(text) && !Number.isNaN(Date.parse(text))) return new Date(text).toISOString();
    fault(name, `“${short(text)}” is no time such as 2026-11-20T09:00:00Z`);
    return undefined;
  };
  let from = instant("from");
  let to = instant("to");
  if (from && to && from >= to) {
    fault("to", "it lies before the beginning");
    [from, to] = [undefined, undefined];
  }
  const { columns, unknown } = parseColumns(get("cols") ?? "");
  for (const name of unknown) fault("cols", `there is no column “${short(name)}”`);
  const density = oneOf("density", isDensity, "density");
  const view = oneOf("view", isId, "saved view");
  const event = get("event");
  const address: EventsAddress = {
    q: get("q")?.trim() ?? "",
    range: oneOf("range", isRange, "time range") ?? DEFAULT_RANGE,
    ...(from ? { from } : {}),
    ...(to ? { to } : {}),
    order: oneOf("order", isOrder, "order") ?? DEFAULT_ORDER,
    zone: oneOf("zone", isZone, "time zone") ?? DEFAULT_ZONE,
    ...(columns.length > 0 ? { cols: columns } : {}),
    ...(density ? { density } : {}),
    ...(view ? { view } : {}),
    ...(event ? { event } : {}),
  };
  return { address, faults };
}

const INSTANT = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?$/i;
const isRange = (text: string): text is RangeName => Object.hasOwn(RANGES, text);
const isOrder = (text: string): text is Order => text === "newest" || text === "oldest";
const isDensity = (text: string): text is Density => text === "compact" || text === "comfortable";
const isId = (text: string): text is string => /^[0-9a-f-]{36}$/i.test(text);
const short = (text: string) => (text.length > 40 ? `${text.slice(0, 39)}…` : text);

export const readAddress = (get: Get): EventsAddress => parseAddress(get).address;

/** `?...` of an address, without what goes without saying; empty for the plain page. */
export function writeAddress(address: EventsAddress): string {
  const parameters = new URLSearchParams();
  if (address.q) parameters.set("q", address.q);
  if (address.from) parameters.set("from", address.from);
  if (address.to) parameters.set("to", address.to);
  if (!isCustom(address) && address.range !== DEFAULT_RANGE) parameters.set("range", address.range);
  if (address.order !== DEFAULT_ORDER) parameters.set("order", address.order);
  if (address.zone !== DEFAULT_ZONE) parameters.set("zone", address.zone);
  if (address.cols) parameters.set("cols", printColumns(address.cols));
  if (address.density) parameters.set("density", address.density);
  if (address.view) parameters.set("view", address.view);
  if (address.event) parameters.set("event", address.event);
  const text = parameters.toString().replace(/(?<=(?:^|&)cols=)[^&]*/, (cols) => cols.replaceAll("%2C", ","));
  return text && `?${text}`;
}

export const isCustom = (address: Pick<EventsAddress, "from" | "to">) =>
  address.from !== undefined || address.to !== undefined;

/** The address with the change; what the change has as undefined is gone. */
export function withChange(address: EventsAddress, change: Change): EventsAddress {
  const next = { ...address, ...change } as EventsAddress;
  for (const name of OPTIONAL) if (next[name] === undefined) delete next[name];
  return next;
}
export type Change = { [Name in keyof EventsAddress]?: EventsAddress[Name] | undefined };

/** Words of a query whose meaning hangs on the reader's time zone. */
const ZONED = /(^|[\s(-])(after|before|during):/i;

/** Two addresses with the same key list the same events in the same order. */
export function listKey(address: EventsAddress, timeZone: string): string {
  const { q, from, to, range, order } = address;
  return JSON.stringify([
    q,
    ...(isCustom(address) ? [from ?? null, to ?? null] : [range]),
    order,
    ZONED.test(q) ? timeZone : "",
  ]);
}

/** The instants between which the list lies, seen at `nowMs`; without `to` it reaches to now and beyond. */
export function boundsOf(address: EventsAddress, nowMs: number): { from?: string; to?: string } {
  if (isCustom(address))
    return { ...(address.from ? { from: address.from } : {}), ...(address.to ? { to: address.to } : {}) };
  const { hours } = RANGES[address.range];
  return hours === undefined ? {} : { from: new Date(nowMs - hours * 3_600_000).toISOString() };
}

/** The address as it is handed to somebody else: its times stand still, and what was a habit of the reader is said. */
export function sharedAddress(
  address: EventsAddress,
  shown: {
    cols: ColumnId[];
    density: Density;
    timeZone: string;
    bounds: { from?: string; to?: string };
    nowMs: number;
  },
): EventsAddress {
  const { cols, density, timeZone, bounds, nowMs } = shown;
  return withChange(address, {
    to: new Date(nowMs).toISOString(),
    ...bounds,
    zone: address.zone === "local" ? zoneOf(timeZone) : address.zone,
    cols,
    density,
    view: undefined,
  });
}
