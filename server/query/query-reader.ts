import { AppError } from "../errors.ts";
import type { QueryField } from "./syntax.ts";
import type { TimeSetting } from "./time-spans.ts";

export const QUERY_CHARACTERS_MAX = 2_000;

/** A query that is being read: `at` is the next character, `depth` the number of parentheses that are open. */
export interface QueryReader {
  text: string;
  at: number;
  depth: number;
  terms: number;
  setting: TimeSetting;
}

/** A value as it is written: `text` without quotation marks and escapes, `stars` the places of its asterisks that stand for something. */
export interface WrittenValue {
  text: string;
  isQuoted: boolean;
  stars: number[];
  /** `<` or `>` when it begins with one that is not escaped. */
  comparison: string | undefined;
  at: number;
}

/** AppError `invalid` for `q` at a position in UTF-16 units from 0. */
export function refuseQuery(at: number, message: string): never {
  const end = /[.?!]$/.test(message) ? "" : ".";
  throw new AppError("invalid", `The query cannot be read at position ${at + 1}: ${message}${end}`, {
    fields: [{ path: "q", message, at }],
  });
}

/** Begins to read a text; refuses what no query can be. */
export function openQuery(text: string, setting: TimeSetting): QueryReader {
  if (text.length > QUERY_CHARACTERS_MAX)
    refuseQuery(QUERY_CHARACTERS_MAX, `a query has at most ${QUERY_CHARACTERS_MAX} characters`);
  const nul = text.indexOf("\0");
  if (nul >= 0) refuseQuery(nul, "no text in the ledger has a NUL character");
  const half = text.search(/\p{Surrogate}/u);
  if (half >= 0) refuseQuery(half, "here is half of a character (a lone surrogate), which no text in the ledger has");
  return { text, at: 0, depth: 0, terms: 0, setting };
}

export const isSpace = (character: string | undefined) => character !== undefined && /\s/.test(character);

export function skipSpace(reader: QueryReader): void {
  while (isSpace(reader.text[reader.at])) reader.at++;
}

/** Whether the next word is the operator OR. */
export function isOr(reader: QueryReader): boolean {
  if (!reader.text.startsWith("OR", reader.at)) return false;
  const after = reader.text[reader.at + 2];
  return after === undefined || isSpace(after) || after === "(" || after === ")";
}

/** Refuses anything but an end where a term or value has ended. */
export function demandEnd(reader: QueryReader, after: string): void {
  const next = reader.text[reader.at];
  if (next === undefined || isSpace(next) || (next === ")" && reader.depth > 0)) return;
  refuseQuery(reader.at, `expected a space after ${after}`);
}

/** Reads one value of `field`, up to a space, a comma or the parenthesis that closes what is open. */
export function readValue(reader: QueryReader, field: QueryField): WrittenValue {
  return reader.text[reader.at] === '"' ? readQuoted(reader) : readPlain(reader, field);
}

function readPlain(reader: QueryReader, field: QueryField): WrittenValue {
  const { text, at: start } = reader;
  const stars: number[] = [];
  let value = "";
  let at = start;
  for (; at < text.length; at++) {
    const character = text[at]!;
    if (isSpace(character) || character === "," || (character === ")" && reader.depth > 0)) break;
    if (character === "\\") {
      if (at + 1 === text.length) refuseQuery(at, "expected a character after the backslash");
      value += text[++at];
    } else if ('()"'.includes(character)) {
      refuseQuery(at, `expected one value for ${field}; write a value with ${character} in quotation marks`);
    } else {
      if (character === "*") stars.push(value.length);
      value += character;
    }
  }
  if (value === "") refuseQuery(start, `expected a value for ${field}`);
  reader.at = at;
  return { text: value, isQuoted: false, stars, comparison: /^[<>]/.exec(text.slice(start))?.[0], at: start };
}

function readQuoted(reader: QueryReader): WrittenValue {
  const { text, at: start } = reader;
  let value = "";
  for (let at = start + 1; at < text.length; at++) {
    const character = text[at]!;
    if (character === '"') {
      if (value === "") refuseQuery(start, "expected a value between the quotation marks");
      reader.at = at + 1;
      if (text[reader.at] !== ",") demandEnd(reader, "the closing quotation mark");
      return { text: value, isQuoted: true, stars: [], comparison: undefined, at: start };
    }
    value += character === "\\" && at + 1 < text.length ? text[++at] : character;
  }
  return refuseQuery(start, "expected a closing quotation mark");
}
