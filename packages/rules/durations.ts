const UNITS_S = { s: 1, m: 60, h: 3_600, d: 86_400 } as const;
type Unit = keyof typeof UNITS_S;

/** Seconds of a time such as 90s, 10m, 2h or 7d; undefined for anything else. */
export function readDuration(text: string): number | undefined {
  const match = /^(\d{1,9})([smhd])$/i.exec(text);
  return match ? Number(match[1]) * UNITS_S[match[2]!.toLowerCase() as Unit] : undefined;
}

/** In the largest unit of which it is a whole number: 600 is 10m, 90 is 90s. */
export function formatDuration(seconds: number): string {
  const unit = (["d", "h", "m"] as const).find((one) => seconds > 0 && seconds % UNITS_S[one] === 0) ?? "s";
  return `${seconds / UNITS_S[unit]}${unit}`;
}
