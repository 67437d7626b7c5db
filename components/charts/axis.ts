import { count, decimal, percentText } from "../ui/numbers.ts";

export type Unit = "events" | "percent";

const STEPS = [1, 2, 2.5, 5, 10];

/** Round values from 0 up, evenly apart, the last at or above `max`: two to six of them. Of events only whole ones. */
export function valueTicks(max: number, unit: Unit): number[] {
  const wanted = Math.max(max, 2) / 4;
  const power = 10 ** Math.floor(Math.log10(wanted));
  const step = STEPS.map((one) => one * power).find((one) => one >= wanted && (unit === "percent" || isWhole(one)))!;
  const steps = Math.max(1, Math.ceil(max / step - 1e-9));
  return Array.from({ length: steps + 1 }, (_, i) => round(i * step));
}

const isWhole = (value: number) => Math.abs(value - Math.round(value)) < 1e-9;
const round = (value: number) => Number(value.toPrecision(12));

/** "1,284", "2.5 %". */
export const valueText = (value: number, unit: Unit): string =>
  unit === "percent" ? percentText(value) : isWhole(value) ? count(Math.round(value)) : decimal(value);
