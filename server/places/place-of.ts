import { runtime } from "../runtime.ts";
import type { Place } from "./read-place.ts";

/** Where an address is by GEOIP_FILE; null if that is unset or does not know. Under 1 µs for an address seen before, else about 10 µs. */
export function placeOf(ip: string): Place | null {
  return runtime().places?.find(ip) ?? null;
}

interface Placeable {
  source?: { ip?: string; location?: Place };
}

/** The event with `source.location` filled from its address; the same event if it has one already or the place is not known. */
export function withPlace<Event extends Placeable>(event: Event): Event {
  const { source } = event;
  if (source?.ip === undefined || source.location !== undefined) return event;
  const location = placeOf(source.ip);
  return location ? { ...event, source: { ...source, location } } : event;
}
