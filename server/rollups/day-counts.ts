import { DAY_MS, QUARTER_MS } from "./link.ts";

/** Events of one value on one day. */
export interface DayCounts {
  /** Such as 2026-11-28, of UTC. */
  day: string;
  kind: string;
  value: string;
  /** By quarter of an hour, 0 to 95: all, and of them failures, denials and unknown outcomes. */
  quarters: Map<number, QuarterCounts>;
}
export type QuarterCounts = [events: number, failures: number, denials: number, unknowns: number];

export const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);
export const quarterOf = (ms: number) => Math.floor((((ms % DAY_MS) + DAY_MS) % DAY_MS) / QUARTER_MS);

const PLACES: Record<string, number> = { failure: 1, denied: 2, unknown: 3 };

export function addToDay(counts: DayCounts, quarter: number, outcome: string): void {
  let cell = counts.quarters.get(quarter);
  if (!cell) {
    cell = [0, 0, 0, 0];
    counts.quarters.set(quarter, cell);
  }
  cell[0]++;
  const place = PLACES[outcome];
  if (place !== undefined) cell[place]!++;
}

/** A row as it is stored: totals, and lists as array literals of PostgreSQL. */
export interface StoredDay {
  day: string;
  kind: string;
  value: string;
  totals: QuarterCounts;
  quarters: string;
  lists: [events: string, failures: string, denials: string, unknowns: string];
}

export function storedDay({ day, kind, value, quarters }: DayCounts): StoredDay {
  const sorted = [...quarters].sort(([a], [b]) => a - b);
  const columns = [0, 1, 2, 3].map((place) => sorted.map(([, cell]) => cell[place]!));
  const sum = (numbers: number[]) => numbers.reduce((total, one) => total + one, 0);
  return {
    day,
    kind,
    value,
    totals: columns.map(sum) as QuarterCounts,
    quarters: `{${sorted.map(([quarter]) => quarter)}}`,
    lists: columns.map((numbers) => (numbers.some((one) => one > 0) ? `{${numbers}}` : "{}")) as StoredDay["lists"],
  };
}

export function readDay(day: string, kind: string, value: string, quarters: number[], lists: number[][]): DayCounts {
  const cells = quarters.map((quarter, i): [number, QuarterCounts] => [
    quarter,
    lists.map((list) => list[i] ?? 0) as QuarterCounts,
  ]);
  return { day, kind, value, quarters: new Map(cells) };
}
