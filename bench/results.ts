import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Machine } from "./machine.ts";

/** One figure. `met` is null, with the reason, when it was not measured or nothing was asked of it. */
export interface ResultRow {
  what: string;
  value: number | null;
  unit: string;
  denominator: number | null;
  ratio: number | null;
  target: string | null;
  met: boolean | null;
  why?: string;
}

export interface Results {
  name: string;
  at: string;
  machine: Machine;
  rows: ResultRow[];
}

export interface Target {
  text: string;
  holds(row: { value: number; ratio: number | null }): boolean;
}

export const atLeast = (limit: number): Target => ({ text: `>= ${limit}`, holds: ({ value }) => value >= limit });
export const atMost = (limit: number): Target => ({ text: `<= ${limit}`, holds: ({ value }) => value <= limit });
export const ratioAtLeast = (limit: number): Target => ({
  text: `ratio >= ${limit}`,
  holds: ({ ratio }) => ratio !== null && ratio >= limit,
});
export const ratioAtMost = (limit: number): Target => ({
  text: `ratio <= ${limit}`,
  holds: ({ ratio }) => ratio !== null && ratio <= limit,
});

/** A measured figure; its ratio to `denominator` (same unit) and whether it meets the target follow. */
export function figure(what: string, value: number, unit: string, target?: Target, denominator?: number): ResultRow {
  const ratio = denominator === undefined ? null : value / denominator;
  return {
    what,
    value: rounded(value),
    unit,
    denominator: denominator === undefined ? null : rounded(denominator),
    ratio: ratio === null ? null : Number(ratio.toFixed(3)),
    target: target?.text ?? null,
    met: target ? target.holds({ value, ratio }) : null,
    ...(target ? {} : { why: "for information: nothing was asked of it" }),
  };
}

export function notMeasured(what: string, unit: string, why: string, target?: Target): ResultRow {
  return { what, value: null, unit, denominator: null, ratio: null, target: target?.text ?? null, met: null, why };
}

function rounded(value: number): number {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return Number(value.toFixed(digits));
}

export function printResults(results: Results): void {
  const { cores, memory_gib, node, postgres } = results.machine;
  const cells = results.rows.map((row) => [
    row.what,
    row.value === null ? "-" : row.value.toLocaleString("en"),
    row.unit,
    row.denominator === null ? "" : row.denominator.toLocaleString("en"),
    row.ratio === null ? "" : String(row.ratio),
    row.target ?? "",
    row.met === null ? "" : row.met ? "met" : "NOT MET",
  ]);
  const table = [["what", "value", "unit", "denominator", "ratio", "target", ""], ...cells];
  const widths = table[0]!.map((_, column) => Math.max(...table.map((line) => line[column]!.length)));
  const isNumber = (column: number) => column === 1 || column === 3 || column === 4;
  const lines = table.map((line) =>
    line
      .map((cell, column) => (isNumber(column) ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!)))
      .join("  ")
      .trimEnd(),
  );
  process.stdout.write(
    `\n${results.name}: ${cores} cores, ${memory_gib} GiB, Node ${node}, PostgreSQL ${postgres}\n${lines.join("\n")}\n`,
  );
}

export function writeResults(results: Results): void {
  const directory = join(import.meta.dirname, "results");
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, `${results.name}.json`), `${JSON.stringify(results, null, 2)}\n`);
}
