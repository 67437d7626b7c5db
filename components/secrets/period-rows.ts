/** One line of a form: how often the secrets of a name are rotated. `days` empty: not at all. */
export interface PeriodRow {
  key: number;
  name: string;
  days: number | "";
}

let last = 0;
export const newPeriodRow = (name = "", days: number | null = 90): PeriodRow => ({
  key: ++last,
  name,
  days: days ?? "",
});

export const periodRows = (periods: Record<string, number | null>): PeriodRow[] =>
  Object.entries(periods)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, days]) => newPeriodRow(name, days));

/** What the server takes; lines without a name are left out. */
export const periodsOf = (rows: readonly PeriodRow[]): Record<string, number | null> =>
  Object.fromEntries(
    rows.flatMap(({ name, days }) => (name.trim() ? [[name.trim().toLowerCase(), days === "" ? null : days]] : [])),
  );

/** The name that stands twice; undefined where none does. */
export function repeatedName(rows: readonly PeriodRow[]): string | undefined {
  const names = rows.map(({ name }) => name.trim().toLowerCase()).filter(Boolean);
  return names.find((name, i) => names.indexOf(name) !== i);
}
