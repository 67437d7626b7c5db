const DAY_MS = 86_400_000;

/** The ends of a range that was chosen by hand, as instants. */
export interface Bounds {
  from: string | undefined;
  to: string | undefined;
}

interface Limits {
  nowMs: number;
  /** A range needs a beginning then, and has at most so many days. */
  daysMax?: number | undefined;
}

/** Why these ends cannot be applied, to stand below the field that is to be changed; null where nothing is wrong with them. */
export function rangeFault(
  { from, to }: Bounds,
  { nowMs, daysMax }: Limits,
): { at: keyof Bounds; text: string } | null {
  if (from === undefined)
    return daysMax !== undefined && to !== undefined ? { at: "from", text: "Choose a beginning" } : null;
  const fromMs = Date.parse(from);
  if (to !== undefined && Date.parse(to) <= fromMs) return { at: "to", text: "Must be after the beginning" };
  if (daysMax === undefined) return null;
  if (fromMs >= nowMs) return { at: "from", text: "Must be in the past" };
  const endMs = to === undefined ? nowMs : Math.min(Date.parse(to), nowMs);
  return endMs - fromMs > daysMax * DAY_MS ? { at: "from", text: `At most ${daysMax} days before the end` } : null;
}
