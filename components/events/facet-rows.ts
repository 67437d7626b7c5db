import { shortId, visibleLine } from "#wording";
import type { FacetData, FacetValue } from "./explore-data.ts";
import { type FacetChoice, standing } from "./facet-query.ts";

/** One value as the rail shows it. */
export interface FacetRow {
  value: string;
  /** A name, or the value itself on one line. */
  label: string;
  /** What tells it from another of the same label, or explains it. */
  hint: string;
  /** Undefined for a value of the query that was not counted. */
  count: number | undefined;
  /** In proportion to the most frequent value. */
  share: number;
  standing: "chosen" | "excluded" | undefined;
}

const ID_MAX = 18;
const regions = new Intl.DisplayNames("en", { type: "region", fallback: "none" });

function regionOf(code: string): string {
  try {
    return regions.of(code.toUpperCase()) ?? "";
  } catch {
    return "";
  }
}

type NameOf = (value: string) => string | undefined;

function written(field: string, { value, label }: Pick<FacetValue, "value" | "label">, nameOf: NameOf) {
  if (field === "country") return { label: visibleLine(value.toUpperCase()), hint: regionOf(value) };
  const name = label ?? nameOf(value);
  return { label: visibleLine(name ?? shortId(value, ID_MAX)), hint: "" };
}

/** The values of a facet; with `isWhole` before them those that the query names though they were not counted. */
export function facetRows(
  { field, values }: Pick<FacetData, "field" | "values">,
  choice: FacetChoice,
  isWhole: boolean,
  nameOf: NameOf = () => undefined,
): FacetRow[] {
  const max = Math.max(1, ...values.map(({ count }) => count));
  const rows = values.map<FacetRow>((one) => ({
    value: one.value,
    ...written(field, one, nameOf),
    count: one.count,
    share: one.count / max,
    standing: standing(choice, field, one.value),
  }));
  const named = [...new Set([...choice.chosen, ...choice.excluded])];
  const uncounted = named
    .filter((value) => !values.some((one) => standing({ ...choice, chosen: [value], excluded: [] }, field, one.value)))
    .map<FacetRow>((value) => ({
      value,
      ...written(field, { value }, nameOf),
      count: undefined,
      share: 0,
      standing: standing(choice, field, value),
    }));
  const all = isWhole ? [...uncounted, ...rows] : rows;
  const isAmbiguous = (row: FacetRow) => all.some((other) => other !== row && other.label === row.label);
  return all.map((row) => (isAmbiguous(row) ? { ...row, hint: shortId(row.value, 12) } : row));
}

/** How many rows stand in a short facet: those at its beginning, and as far as the query marks one. */
export function shortRows(rows: FacetRow[], rowsMax: number): FacetRow[] {
  return rows.slice(0, Math.max(rowsMax, rows.findLastIndex((row) => row.standing !== undefined) + 1));
}
