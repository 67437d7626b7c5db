/** What a profile counts: its name in the address, and in words. */
export const PROFILE_RANGES = {
  "7d": { label: "7 days", hours: 7 * 24 },
  "30d": { label: "30 days", hours: 30 * 24 },
  "90d": { label: "90 days", hours: 90 * 24 },
  "1y": { label: "1 year", hours: 366 * 24 },
  all: { label: "All time", hours: undefined },
} as const;
export type ProfileRange = keyof typeof PROFILE_RANGES;

export const PROFILE_RANGE_FIRST: ProfileRange = "30d";

export const readProfileRange = (text: string | undefined): ProfileRange =>
  text !== undefined && Object.hasOwn(PROFILE_RANGES, text) ? (text as ProfileRange) : PROFILE_RANGE_FIRST;

/** Where the range begins, seen at `nowMs`; undefined for all time. */
export function rangeBegin(range: ProfileRange, nowMs: number): Date | undefined {
  const { hours } = PROFILE_RANGES[range];
  return hours === undefined ? undefined : new Date(nowMs - hours * 3_600_000);
}
