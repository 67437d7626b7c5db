import { type QueryPiece, queryPieces } from "./query-pieces.ts";
import { termText, valueText } from "./query-text.ts";

/** Changes the query as it is by then, which may be ahead of the one that is drawn. */
export type Edit = (change: (q: string) => string) => void;

/** What a query asks of one field, as far as a facet shows it. */
export interface FacetChoice {
  chosen: string[];
  excluded: string[];
  /** Whether events without the field are asked for, or left out. */
  missing: "chosen" | "excluded" | undefined;
}

const PAIRS: Record<string, string> = { actor: "actor.id", target: "target.id" };
const WITH_CASE = /\.id$|^(session|key|request|id)$/;

/** What a query asks of the field at its top; the facets of ids show what is asked of names and ids alike. */
const isAbout = (piece: QueryPiece, field: string): boolean =>
  piece.field !== undefined && (PAIRS[piece.field] ?? piece.field) === field.toLowerCase();

const folded = (field: string, value: string) => (WITH_CASE.test(field) ? value : value.toLowerCase());
const isSame = (field: string, one: string | undefined, other: string) =>
  one !== undefined && folded(field, one) === folded(field, other);

export function facetChoice(q: string, field: string): FacetChoice {
  const own = (queryPieces(q) ?? []).filter((piece) => isAbout(piece, field));
  const exact = (isNot: boolean) =>
    own.filter((piece) => piece.isNegated === isNot).flatMap(({ values }) => values.flatMap((one) => one.exact ?? []));
  const exists = own.find((piece) => piece.values.some(({ text }) => text === "*"));
  return {
    chosen: exact(false),
    excluded: exact(true),
    missing: exists && (exists.isNegated ? "chosen" : "excluded"),
  };
}

function writeTerm(isNot: boolean, field: string, values: string[]): string[] {
  if (values.length === 0) return [];
  const [only] = values;
  return [`${isNot ? "-" : ""}${field}:${values.length === 1 ? only : `(${values.join(" OR ")})`}`];
}

/** The query with other terms of the field, where its first one stood or at the end. A query that cannot be taken apart keeps all it has. */
function withTerms(q: string, field: string, written: string[]): string {
  const pieces = queryPieces(q);
  if (!pieces) return [q.trim(), ...written].filter(Boolean).join(" ");
  const first = pieces.findIndex((piece) => isAbout(piece, field));
  const kept = pieces.filter((piece) => !isAbout(piece, field)).map(({ text }) => text);
  const place = first === -1 ? kept.length : first;
  return [...kept.slice(0, place), ...written, ...kept.slice(place)].join(" ");
}

/** What the query asks of the field, as written, besides a value. */
function valuesBut(q: string, field: string, isNot: boolean, value: string): string[] {
  const own = (queryPieces(q) ?? []).filter((piece) => isAbout(piece, field) && piece.isNegated === isNot);
  const values = own.flatMap((piece) => piece.values).filter(({ text }) => text !== "*");
  return values.filter(({ exact }) => !isSame(field, exact, value)).map(({ text }) => text);
}

/** Events with this value alone; when that is what the query asks already, with any. */
export function filterFor(q: string, field: string, value: string): string {
  const { chosen, excluded, missing } = facetChoice(q, field);
  const isOnly = chosen.length === 1 && isSame(field, chosen[0], value) && excluded.length === 0 && !missing;
  return withTerms(q, field, isOnly ? [] : [termText(field, value)]);
}

/** This value besides those that are asked for; when it is one of them, without it. */
export function filterAlso(q: string, field: string, value: string): string {
  const { chosen } = facetChoice(q, field);
  const isChosen = chosen.some((one) => isSame(field, one, value));
  const kept = valuesBut(q, field, false, value);
  return withTerms(q, field, [
    ...writeTerm(false, field, isChosen ? kept : [...kept, valueText(value)]),
    ...writeTerm(true, field, valuesBut(q, field, true, value)),
  ]);
}

/** Events without this value; when they are left out already, with it again. */
export function filterOut(q: string, field: string, value: string): string {
  const { excluded } = facetChoice(q, field);
  const isExcluded = excluded.some((one) => isSame(field, one, value));
  const kept = valuesBut(q, field, true, value);
  return withTerms(q, field, [
    ...writeTerm(false, field, valuesBut(q, field, false, value)),
    ...writeTerm(true, field, isExcluded ? kept : [...kept, valueText(value)]),
  ]);
}

/** Events that have no value of the field, or only those that have one; a second time, all of them. */
export function filterMissing(q: string, field: string, how: "chosen" | "excluded"): string {
  const isSet = facetChoice(q, field).missing === how;
  return withTerms(q, field, isSet ? [] : [`${how === "chosen" ? "-" : ""}${field}:*`]);
}

/** How a value stands in a choice. */
export function standing(choice: FacetChoice, field: string, value: string): "chosen" | "excluded" | undefined {
  if (choice.chosen.some((one) => isSame(field, one, value))) return "chosen";
  return choice.excluded.some((one) => isSame(field, one, value)) ? "excluded" : undefined;
}
