import { facetChoice, filterFor, filterOut, standing } from "./facet-query.ts";

/** The query that asks for this value of the field alone, or for events without it; as it is when that is what it asks already. */
export function filterValue(q: string, field: string, value: string, how: "for" | "out"): string {
  const choice = facetChoice(q, field);
  const now = standing(choice, field, value);
  if (how === "out") return now === "excluded" ? q : filterOut(q, field, value);
  const isAlone = choice.chosen.length === 1 && choice.excluded.length === 0;
  return now === "chosen" && isAlone ? q : filterFor(q, field, value);
}
