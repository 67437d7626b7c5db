import type { QueryField } from "./syntax.ts";
import type { TimeSetting } from "./time-spans.ts";

export const QUERY_CHARACTERS_MAX = 2_000;

/** A mistake: what was expected at `at`, in UTF-16 units from 0. What is wrong ends before `to`, and is at least one character. */
export interface QueryFault {
  at: number;
  to: number;
  message: string;
  /** What is missing may still be written where the text ends. */
  isUnfinished: boolean;
}

/** A value as it stands in the text; `exact` is what it names, undefined for a pattern, a comparison or a range. */
export interface PieceValue {
  text: string;
  exact: string | undefined;
}

/** What stands at the top of a query between spaces, from `from` up to but without `to`. */
export interface QueryPiece {
  from: number;
  to: number;
  text: string;
  /** `field` is `field:value`, `field:a,b` or `field:(a OR b)`; in a `fault` something is wrong. */
  kind: "field" | "words" | "group" | "fault";
  isNegated: boolean;
  /** Of a `field`, as the tree has it; of a `fault`, where no more than a value is wrong. */
  field: QueryField | undefined;
  values: PieceValue[];
}

/** A query that is being read: `at` is the next character, `depth` the number of parentheses that are open. */
export interface QueryReader {
  text: string;
  at: number;
  depth: number;
  terms: number;
  setting: TimeSetting;
  faults: QueryFault[];
  pieces: QueryPiece[];
  /** The last field of which the values were read, and these. */
  field: QueryField | undefined;
  values: WrittenValue[];
}

/** A value as it is written: `text` without quotation marks and escapes, `stars` the places of its asterisks that stand for something. */
export interface WrittenValue {
  text: string;
  isQuoted: boolean;
  stars: number[];
  /** `<` or `>` when it begins with one that is not escaped. */
  comparison: string | undefined;
  at: number;
  to: number;
}

/** How reading ends at a mistake; caught where it can go on behind it, unless `isLast`. Does not leave this package. */
export class Refusal extends Error {
  readonly at: number;
  readonly isLast: boolean;
  readonly isUnfinished: boolean;

  constructor(at: number, message: string, { isLast = false, isUnfinished = false } = {}) {
    super(message);
    this.at = at;
    this.isLast = isLast;
    this.isUnfinished = isUnfinished;
  }
}

export function refuseQuery(at: number, message: string): never {
  throw new Refusal(at, message);
}

/** For what has been begun and does not end. */
export function refuseUnfinished(at: number, message: string): never {
  throw new Refusal(at, message, { isUnfinished: true });
}

/** For what makes the rest not worth reading. */
export function refuseRest(at: number, message: string): never {
  throw new Refusal(at, message, { isLast: true });
}

export function addFault({ text, faults }: QueryReader, fault: Omit<QueryFault, "to">): void {
  const { at, message } = fault;
  const length = /^[^\s(),]*/.exec(text.slice(at))![0].length;
  const isUnfinished = fault.isUnfinished || at === text.length;
  faults.push({ at, to: at + Math.max(1, length), message, isUnfinished });
}

/** Refuses what no query can be. */
export function demandText(text: string): void {
  if (text.length > QUERY_CHARACTERS_MAX)
    refuseRest(QUERY_CHARACTERS_MAX, `a query has at most ${QUERY_CHARACTERS_MAX} characters`);
  const nul = text.indexOf("\0");
  if (nul >= 0) refuseRest(nul, "no text in the ledger has a NUL character");
  const half = text.search(/\p{Surrogate}/u);
  if (half >= 0) refuseRest(half, "here is half of a character (a lone surrogate), which no text in the ledger has");
}

export const isSpace = (character: string | undefined) => character !== undefined && /\s/.test(character);

export function skipSpace(reader: QueryReader): void {
  while (isSpace(reader.text[reader.at])) reader.at++;
}

/** Behind a mistake in what began at `start`: the next space, or the parenthesis that closes what is open. */
export function skipFault(reader: QueryReader, start: number): void {
  const { text } = reader;
  reader.at = Math.max(reader.at, start + 1);
  while (reader.at < text.length && !isSpace(text[reader.at]) && !(text[reader.at] === ")" && reader.depth > 0))
    reader.at++;
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
      if (at + 1 === text.length) refuseUnfinished(at, "expected a character after the backslash");
      value += text[++at];
    } else if ('()"'.includes(character)) {
      const what = field === "words" ? "one word; write words" : `one value for ${field}; write a value`;
      refuseQuery(at, `expected ${what} with ${character} in quotation marks`);
    } else {
      if (character === "*") stars.push(value.length);
      value += character;
    }
  }
  if (value === "") refuseQuery(start, `expected a value for ${field}`);
  reader.at = at;
  return { text: value, isQuoted: false, stars, comparison: /^[<>]/.exec(text.slice(start))?.[0], at: start, to: at };
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
      return { text: value, isQuoted: true, stars: [], comparison: undefined, at: start, to: reader.at };
    }
    value += character === "\\" && at + 1 < text.length ? text[++at] : character;
  }
  return refuseUnfinished(start, "expected a closing quotation mark");
}

/** The piece from `from` to where the reader is; `isWrong` when there is a mistake in it. */
export function addPiece(reader: QueryReader, from: number, isWrong: boolean): void {
  const { text, at: to } = reader;
  const isNegated = text[from] === "-";
  const isGroup = text[from + (isNegated ? 1 : 0)] === "(";
  const field = isGroup ? undefined : reader.field;
  const kind = isWrong ? "fault" : isGroup ? "group" : field ? "field" : "words";
  const values = field === undefined ? [] : reader.values.map((value) => pieceValue(text, value));
  reader.pieces.push({ from, to, text: text.slice(from, to), kind, isNegated, field, values });
}

function pieceValue(text: string, { text: plain, isQuoted, stars, comparison, at, to }: WrittenValue): PieceValue {
  const isPattern = stars.length > 0 || comparison !== undefined || (!isQuoted && plain.includes(".."));
  return { text: text.slice(at, to), exact: isPattern ? undefined : plain };
}
