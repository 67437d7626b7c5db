import type { RotationCalendar } from "#server/secrets/index.ts";

export type Rotation = RotationCalendar["rotations"][number];

export interface CalendarDay {
  /** `YYYY-MM-DD` of the zone. */
  date: string;
  isPast: boolean;
  isToday: boolean;
  rotations: Rotation[];
}

const DAY_MS = 86_400_000;
const msOf = (date: string) => Date.parse(`${date}T00:00:00Z`);
const dateOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);

/** Weeks from Monday to Sunday, from the one that holds today on, until 90 days are there; with what falls due on each day. */
export function calendarWeeks(rotations: readonly Rotation[], today: string, days = 90): CalendarDay[][] {
  const todayMs = msOf(today);
  const sinceMonday = (new Date(todayMs).getUTCDay() + 6) % 7;
  const firstMs = todayMs - sinceMonday * DAY_MS;
  const byDate = new Map<string, Rotation[]>();
  for (const one of rotations) byDate.set(one.date, [...(byDate.get(one.date) ?? []), one]);
  const weeks: CalendarDay[][] = [];
  for (let ms = firstMs; ms <= todayMs + days * DAY_MS; ms += 7 * DAY_MS)
    weeks.push(
      Array.from({ length: 7 }, (_, i) => {
        const date = dateOf(ms + i * DAY_MS);
        return { date, isPast: date < today, isToday: date === today, rotations: byDate.get(date) ?? [] };
      }),
    );
  return weeks;
}

/** What should have been done. */
export const overdueOf = (rotations: readonly Rotation[]): Rotation[] => rotations.filter(({ isOverdue }) => isOverdue);
