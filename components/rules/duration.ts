/** A time as it is written into a form: so many of a unit. */
export interface Duration {
  amount: number | "";
  unit: DurationUnit;
}

/** Units in seconds, the greatest first. */
const UNITS = { days: 86_400, hours: 3_600, minutes: 60, seconds: 1 } as const;
export type DurationUnit = keyof typeof UNITS;
export const DURATION_UNITS = Object.keys(UNITS) as DurationUnit[];

export const secondsOf = ({ amount, unit }: Duration): number => (amount === "" ? 0 : Math.round(amount * UNITS[unit]));

/** In the greatest unit that it is a whole number of. */
export function durationOf(seconds: number): { amount: number; unit: DurationUnit } {
  const unit = DURATION_UNITS.find((one) => seconds >= UNITS[one] && seconds % UNITS[one] === 0) ?? "seconds";
  return { amount: seconds / UNITS[unit], unit };
}

/** "10 minutes", "1 hour" */
export function durationText(seconds: number): string {
  const { amount, unit } = durationOf(seconds);
  return `${amount} ${amount === 1 ? unit.slice(0, -1) : unit}`;
}
