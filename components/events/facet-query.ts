import { termText } from "./query-text.ts";

/** A value as it stands in a query: `exact` is what it names, undefined for a pattern, a comparison or a range. */
interface WrittenValue {
  text: string;
  exact: string | undefined;
}

/** A term at the top of a query; `values` only where it is `field:value` or `field:(a OR b)`, with or without a minus. */
interface TopTerm {
  text: string;
  isNot: boolean;
  field: string | undefined;
  values: WrittenValue[];
}

/** What a query asks of one field, as far as a facet shows it. */
export interface FacetChoice {
  chosen: string[];
  excluded: string[];
  /** Whether events without the field are asked for, or left out. */
  missing: "chosen" | "excluded" | undefined;
}

const PAIRS: Record<string, string> = { actor: "actor.id", target: "target.id" };
const WITH_CASE = /\.id$|^(session|key|request|id)$/;

/** Splits at characters that `isBreak` holds for, but not within quotation marks and parentheses; undefined where those do not close. */
function splitOutside(text: string, isBreak: (at: number) => number): string[] | undefined {
  const parts: string[] = [];
  let [depth, start, isQuoted] = [0, 0, false];
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === "\\") at++;
    else if (character === '"') isQuoted = !isQuoted;
    else if (isQuoted) continue;
    else if (character === "(") depth++;
    else if (character === ")") depth--;
    else if (depth === 0) {
      const length = isBreak(at);
      if (length === 0) continue;
      parts.push(text.slice(start, at));
      at += length - 1;
      start = at + 1;
    }
    if (depth < 0) return undefined;
  }
  return isQuoted || depth !== 0 ? undefined : [...parts, text.slice(start)];
}

function topTerms(q: string): TopTerm[] | undefined {
  const parts = splitOutside(q, (at) => (/\s/.test(q[at]!) ? 1 : 0));
  return parts?.filter(Boolean).map(readTopTerm);
}

function readTopTerm(text: string): TopTerm {
  const [, minus, name = "", rest = ""] = /^(-?)([A-Za-z][A-Za-z0-9._-]*):(.+)$/s.exec(text) ?? [];
  const values = name ? readValues(rest) : undefined;
  if (!values) return { text, isNot: false, field: undefined, values: [] };
  const field = /^(metadata|changes)\./i.test(name) ? name : name.toLowerCase();
  return { text, isNot: minus === "-", field: PAIRS[field] ?? field, values };
}

function readValues(rest: string): WrittenValue[] | undefined {
  const isGroup = rest.startsWith("(") && rest.endsWith(")");
  const inner = isGroup ? rest.slice(1, -1) : rest;
  const parts = isGroup
    ? splitOutside(inner, (at) => /^\sOR(?=[\s(])/.exec(inner.slice(at))?.[0].length ?? 0)
    : splitOutside(inner, (at) => (inner[at] === "," ? 1 : 0));
  const values = parts?.map((part) => part.trim());
  if (!values || values.some((value) => value === "" || value.startsWith("("))) return undefined;
  return values.map((text) => ({ text, exact: exactOf(text) }));
}

function exactOf(text: string): string | undefined {
  if (text.startsWith('"') && text.endsWith('"') && text.length > 1) return text.slice(1, -1).replace(/\\(.)/gs, "$1");
  const plain = text.replace(/\\./gs, "");
  if (/^[<>]|[*]|\.\./.test(plain)) return undefined;
  return text.replace(/\\(.)/gs, "$1");
}

const folded = (field: string, value: string) => (WITH_CASE.test(field) ? value : value.toLowerCase());
const isSame = (field: string, one: string | undefined, other: string) =>
  one !== undefined && folded(field, one) === folded(field, other);

export function facetChoice(q: string, field: string): FacetChoice {
  const own = (topTerms(q) ?? []).filter((term) => term.field === field);
  const exact = (isNot: boolean) =>
    own.filter((term) => term.isNot === isNot).flatMap(({ values }) => values.flatMap((one) => one.exact ?? []));
  const exists = own.find((term) => term.values.some(({ text }) => text === "*"));
  return {
    chosen: exact(false),
    excluded: exact(true),
    missing: exists && (exists.isNot ? "chosen" : "excluded"),
  };
}

const valueText = (field: string, value: string) => termText(field, value).slice(field.length + 1);

function writeTerm(isNot: boolean, field: string, values: string[]): string[] {
  if (values.length === 0) return [];
  const [only] = values;
  return [`${isNot ? "-" : ""}${field}:${values.length === 1 ? only : `(${values.join(" OR ")})`}`];
}

/** The query with other terms of the field, where its first one stood or at the end. A query that cannot be taken apart keeps all it has. */
function withTerms(q: string, field: string, written: string[]): string {
  const terms = topTerms(q);
  if (!terms) return [q.trim(), ...written].filter(Boolean).join(" ");
  const first = terms.findIndex((term) => term.field === field);
  const kept = terms.filter((term) => term.field !== field).map(({ text }) => text);
  const place = first === -1 ? kept.length : first;
  return [...kept.slice(0, place), ...written, ...kept.slice(place)].join(" ");
}

function valuesOf(q: string, field: string, isNot: boolean): string[] {
  const own = (topTerms(q) ?? []).filter((term) => term.field === field && term.isNot === isNot);
  return own.flatMap(({ values }) => values.map(({ text }) => text)).filter((text) => text !== "*");
}

const without = (texts: string[], field: string, value: string) =>
  texts.filter((text) => !isSame(field, exactOf(text), value));

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
  const kept = without(valuesOf(q, field, false), field, value);
  return withTerms(q, field, [
    ...writeTerm(false, field, isChosen ? kept : [...kept, valueText(field, value)]),
    ...writeTerm(true, field, without(valuesOf(q, field, true), field, value)),
  ]);
}

/** Events without this value; when they are left out already, with it again. */
export function filterOut(q: string, field: string, value: string): string {
  const { excluded } = facetChoice(q, field);
  const isExcluded = excluded.some((one) => isSame(field, one, value));
  const kept = without(valuesOf(q, field, true), field, value);
  return withTerms(q, field, [
    ...writeTerm(false, field, without(valuesOf(q, field, false), field, value)),
    ...writeTerm(true, field, isExcluded ? kept : [...kept, valueText(field, value)]),
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
