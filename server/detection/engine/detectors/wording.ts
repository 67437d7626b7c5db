import type { AlertSeverity } from "../../../findings/index.ts";
import { ALERT_SEVERITIES } from "../../../findings/index.ts";

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

// Made once: each takes as long to make as forty numbers to write.
const [whole, tenths, hundredths] = [0, 1, 2].map(
  (digits) => new Intl.NumberFormat("en", { maximumFractionDigits: digits }),
) as [Intl.NumberFormat, Intl.NumberFormat, Intl.NumberFormat];

export const number = (value: number): string =>
  (Math.abs(value) >= 100 ? whole : Math.abs(value) >= 10 ? tenths : hundredths).format(value);

/** `1 event`, `2,400 events`. */
export const many = (count: number, noun: string, plural = `${noun}s`): string =>
  `${number(count)} ${count === 1 ? noun : plural}`;

/** A span in its greatest fitting unit, rounded: `40 seconds`, `41 minutes`, `9 hours`, `4 days`. */
export function span(ms: number): string {
  const length = Math.abs(ms);
  if (length < 2 * MINUTE_MS) return many(Math.round(length / SECOND_MS), "second");
  if (length < 2 * HOUR_MS) return many(Math.round(length / MINUTE_MS), "minute");
  if (length < 2 * DAY_MS) return many(Math.round(length / HOUR_MS), "hour");
  return many(Math.round(length / DAY_MS), "day");
}

/** `a`, `a and b`, `a, b and c`; of more than `max`, how many others there are. */
export function listed(texts: readonly string[], max = 4): string {
  const shown = texts.length > max ? [...texts.slice(0, max - 1), `${texts.length - max + 1} more`] : texts;
  return shown.length < 2 ? (shown[0] ?? "") : `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
}

/** `steps` levels graver, or milder when negative. */
export function graver(severity: string, steps = 1): AlertSeverity {
  const level = ALERT_SEVERITIES.indexOf(severity as AlertSeverity) + steps;
  return ALERT_SEVERITIES[Math.max(0, Math.min(ALERT_SEVERITIES.length - 1, level))]!;
}
