import type { Location } from "#tlog";

/** Where an address is, as an event's `source.location` has it: the country's two letters, degrees to four places. */
export type Place = Location;

type Members = Record<string, unknown>;

const NAME_CHARACTERS_MAX = 200;
const UNKNOWN_COUNTRY = "ZZ";

/** The place that a record of an MMDB file tells, or null. MaxMind's records are nested with names by language; those of free files are flat. */
export function readPlace(record: unknown): Place | null {
  const flat = members(record);
  const nested = members(flat.country);
  const country = [nested.iso_code, flat.country_code, flat.country].map(countryCode).find(Boolean);
  if (!country) return null;
  const [subdivision] = Array.isArray(flat.subdivisions) ? flat.subdivisions : [];
  const region = firstName(members(members(subdivision).names).en, flat.region, flat.region_name, flat.state1);
  const city = firstName(members(members(flat.city).names).en, flat.city);
  const location = members(flat.location);
  const lat = firstDegrees(90, location.latitude, flat.latitude, flat.lat);
  const lon = firstDegrees(180, location.longitude, flat.longitude, flat.lon, flat.lng);
  return Object.freeze({
    country,
    ...(region ? { region } : {}),
    ...(city ? { city } : {}),
    ...(lat !== undefined && lon !== undefined ? { lat, lon } : {}),
  });
}

function members(value: unknown): Members {
  return typeof value === "object" && value !== null ? (value as Members) : {};
}

function countryCode(value: unknown): string | undefined {
  if (typeof value !== "string" || !/^[A-Za-z]{2}$/.test(value)) return undefined;
  const code = value.toUpperCase();
  return code === UNKNOWN_COUNTRY ? undefined : code;
}

function firstName(...values: unknown[]): string | undefined {
  for (const value of values) {
    if (typeof value !== "string") continue;
    const line = value
      .toWellFormed()
      .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ")
      .trim();
    if (line !== "" && line !== "-") return [...line].slice(0, NAME_CHARACTERS_MAX).join("");
  }
  return undefined;
}

/** Files keep degrees as 32-bit numbers or as text: four places (11 m) are more than any of them knows. */
function firstDegrees(max: number, ...values: unknown[]): number | undefined {
  for (const value of values) {
    if (typeof value !== "number" && (typeof value !== "string" || value.trim() === "")) continue;
    const degrees = Number(value);
    if (Math.abs(degrees) <= max) return Math.round(degrees * 10_000) / 10_000 + 0;
  }
  return undefined;
}
