import type { NativeTime } from "./source.ts";

const NATIVE_TIME =
  /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?\s*(?:[Zz]|UTC|([+-])(\d\d):?(\d\d))?$/;
const DAY_MS = 86_400_000;
const YEAR_10000_MS = 253_402_300_800_000;

/** ISO 8601 as audit logs write it: `T` or a blank, up to nanoseconds, UTC where no zone is given. */
export function readNativeTime(value: unknown): number | undefined {
  if (typeof value !== "string") return undefined;
  const match = NATIVE_TIME.exec(value.trim());
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second, fraction, sign, zoneHour, zoneMinute] = match;
  const dayMs = Date.UTC(Number(year), Number(month) - 1, Number(day));
  const named = new Date(dayMs);
  if (named.getUTCMonth() !== Number(month) - 1 || named.getUTCDate() !== Number(day)) return undefined;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60) return undefined;
  const zoneMinutes = sign ? (Number(zoneHour) * 60 + Number(zoneMinute)) * (sign === "-" ? -1 : 1) : 0;
  const ms = fraction ? Number(fraction.slice(0, 3).padEnd(3, "0")) : 0;
  const instantMs =
    dayMs + Number(hour) * 3_600_000 + (Number(minute) - zoneMinutes) * 60_000 + Number(second) * 1000 + ms;
  return Number(year) >= 1970 && instantMs >= 0 && instantMs < YEAR_10000_MS ? instantMs : undefined;
}

export interface OccurredAt {
  instantMs: number;
  metadata: Record<string, unknown>;
}

/** The first readable time at most a day ahead; else the time of receipt, flagged, with what was there instead. */
export function occurredAtOf(times: readonly NativeTime[], receivedAt: Date): OccurredAt {
  for (const { field, value, borrowed } of times) {
    const instantMs = readNativeTime(value);
    if (instantMs === undefined || instantMs > receivedAt.getTime() + DAY_MS) continue;
    return { instantMs, metadata: borrowed ? { time_from: field } : {} };
  }
  const given = times.find(({ value }) => typeof value === "string" && value !== "")?.value;
  return {
    instantMs: receivedAt.getTime(),
    metadata: given === undefined ? { time_missing: true } : { time_missing: true, native_time: given },
  };
}
