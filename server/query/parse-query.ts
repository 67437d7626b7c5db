import { AppError } from "../errors.ts";

export const QUERY_FIELDS = ["action", "actor", "target", "outcome", "session", "origin", "id", "seq"] as const;
export type QueryField = (typeof QUERY_FIELDS)[number];

/** `field:value`. A prefix is written `secret.*`; a range of seq `100..200`, both ends included. */
export type QueryTerm = { field: QueryField; at: number } & (
  | { match: "exact"; value: string }
  | { match: "prefix"; value: string }
  | { match: "range"; from: number; to: number }
);

/** Terms side by side are joined by AND; none matches everything. */
export interface Query {
  terms: QueryTerm[];
}

const QUERY_CHARACTERS_MAX = 2_000;
const TERMS_MAX = 32;
const FOLDED: ReadonlySet<QueryField> = new Set(["action", "outcome", "origin"]);
const PREFIXED: ReadonlySet<QueryField> = new Set(["action", "origin"]);
const OUTCOMES = ["success", "failure", "denied", "unknown"];

function refuse(at: number, message: string): never {
  throw new AppError("invalid", `The query cannot be read at position ${at + 1}: ${message}.`, {
    fields: [{ path: "q", message, at }],
  });
}

/**
 * Reads a query of `field:value` terms. A mistake is answered with its position (`at`, in UTF-16 units from 0) and with what was expected;
 * it is never ignored and never widened.
 */
export function parseQuery(text: string): Query {
  if (text.length > QUERY_CHARACTERS_MAX)
    refuse(QUERY_CHARACTERS_MAX, `a query has at most ${QUERY_CHARACTERS_MAX} characters`);
  const nul = text.indexOf("\0");
  if (nul >= 0) refuse(nul, "no text in the ledger has a NUL character");
  const terms: QueryTerm[] = [];
  let at = 0;
  for (;;) {
    while (at < text.length && isSpace(text[at]!)) at++;
    if (at === text.length) return { terms };
    if (terms.length === TERMS_MAX) refuse(at, `a query has at most ${TERMS_MAX} terms`);
    const read = readTerm(text, at);
    terms.push(read.term);
    at = read.end;
  }
}

const isSpace = (character: string) => /\s/.test(character);

function readTerm(text: string, start: number): { term: QueryTerm; end: number } {
  const name = /^[A-Za-z._]*/.exec(text.slice(start))![0];
  const colon = start + name.length;
  if (text[colon] !== ":") {
    refuse(start, `expected a term such as action:secret.read; the fields are ${QUERY_FIELDS.join(", ")}`);
  }
  const field = QUERY_FIELDS.find((known) => known === name.toLowerCase());
  if (!field) refuse(start, `"${name}" is not a field${suggestion(name)}`);
  const { value, quoted, end } = readValue(text, colon + 1, field);
  return { term: makeTerm(field, value, quoted, start, colon + 1), end };
}

function readValue(text: string, start: number, field: QueryField): { value: string; quoted: boolean; end: number } {
  if (text[start] === '"') return readQuoted(text, start);
  let value = "";
  let at = start;
  for (; at < text.length && !isSpace(text[at]!); at++) {
    const character = text[at]!;
    if (character === "\\") {
      if (at + 1 === text.length) refuse(at, "expected a character after the backslash");
      value += text[++at];
    } else if ('()"'.includes(character)) {
      refuse(at, `expected one value for ${field}; write a value with ${character} in quotation marks`);
    } else {
      value += character;
    }
  }
  if (value === "") refuse(start, `expected a value for ${field}`);
  return { value, quoted: false, end: at };
}

function readQuoted(text: string, start: number): { value: string; quoted: boolean; end: number } {
  let value = "";
  for (let at = start + 1; at < text.length; at++) {
    const character = text[at]!;
    if (character === '"') {
      if (value === "") refuse(start, "expected a value between the quotation marks");
      if (at + 1 < text.length && !isSpace(text[at + 1]!))
        refuse(at + 1, "expected a space after the closing quotation mark");
      return { value, quoted: true, end: at + 1 };
    }
    value += character === "\\" && at + 1 < text.length ? text[++at] : character;
  }
  return refuse(start, "expected a closing quotation mark");
}

function makeTerm(field: QueryField, value: string, quoted: boolean, at: number, valueAt: number): QueryTerm {
  if (field === "seq") return seqTerm(value, at, valueAt);
  if (!quoted && value.includes("*")) {
    if (value === "*" || !value.endsWith("*") || value.indexOf("*") < value.length - 1)
      refuse(valueAt, "expected the asterisk at the end of a prefix, such as secret.*");
    if (!PREFIXED.has(field))
      refuse(valueAt, `${field} takes whole values only; put a value with an asterisk in quotation marks`);
    return { field, match: "prefix", value: value.slice(0, -1).toLowerCase(), at };
  }
  const folded = FOLDED.has(field) ? value.toLowerCase() : value;
  if (field === "outcome" && !OUTCOMES.includes(folded)) refuse(valueAt, `expected ${OUTCOMES.join(", ")}`);
  return { field, match: "exact", value: folded, at };
}

function seqTerm(value: string, at: number, valueAt: number): QueryTerm {
  const match = /^(\d{1,15})(?:\.\.(\d{1,15}))?$/.exec(value);
  if (!match) refuse(valueAt, "expected a number or a range such as 100..200");
  const from = Number(match[1]);
  const to = match[2] === undefined ? from : Number(match[2]);
  if (to < from) refuse(valueAt, "expected a range from low to high");
  return { field: "seq", match: "range", from, to, at };
}

function suggestion(name: string): string {
  const near = QUERY_FIELDS.map((field) => ({ field, distance: editDistance(name.toLowerCase(), field) })).sort(
    (a, b) => a.distance - b.distance,
  )[0]!;
  return near.distance <= 2 ? `; did you mean ${near.field}?` : `; the fields are ${QUERY_FIELDS.join(", ")}`;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length]!;
}

const PLAIN_VALUE = /^[^\s"()\\*]+$/;

/** The text of one exact term, quoted where it must be, such that parseQuery reads it back. */
export function formatTerm(field: QueryField, value: string): string {
  return `${field}:${PLAIN_VALUE.test(value) ? value : `"${value.replace(/["\\]/g, "\\$&")}"`}`;
}
