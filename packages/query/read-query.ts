import { readFieldName } from "./field-names.ts";
import { makeTerm } from "./make-term.ts";
import {
  addFault,
  addPiece,
  demandEnd,
  demandText,
  isOr,
  isSpace,
  type QueryFault,
  type QueryPiece,
  type QueryReader,
  Refusal,
  readValue,
  refuseQuery,
  refuseRest,
  refuseUnfinished,
  skipFault,
  skipSpace,
  type WrittenValue,
} from "./reader.ts";
import { andNodes, orNodes, type QueryField, type QueryNode } from "./syntax.ts";
import type { TimeSetting } from "./time-spans.ts";
import { wordsOf } from "./words.ts";

const TERMS_MAX = 64;
const DEPTH_MAX = 16;
const FAULTS_MAX = 20;

export interface ReadQuery {
  /** Undefined when there is any fault: what is wrong is never left out. */
  node: QueryNode | undefined;
  /** In the order in which they were met. */
  faults: QueryFault[];
  pieces: QueryPiece[];
}

/**
 * Reads a query: `field:value` terms and words side by side, `-` before what must not match, `(a OR b)`. Reading goes on behind a mistake,
 * so that all of them are found, at most FAULTS_MAX. Times are understood as of `nowMs` (milliseconds since 1970, now unless given) in the
 * time zone (UTC unless given). Takes time in proportion to the length.
 *
 * @example readQuery("env:prod -action:secret.*").pieces.map(({ text }) => text) // ["env:prod", "-action:secret.*"]
 */
export function readQuery(
  text: string,
  { nowMs = Date.now(), timeZone = "UTC" }: Partial<TimeSetting> = {},
): ReadQuery {
  const setting = { nowMs, timeZone };
  const reader: QueryReader = {
    text,
    at: 0,
    depth: 0,
    terms: 0,
    setting,
    faults: [],
    pieces: [],
    field: undefined,
    values: [],
  };
  const nodes: QueryNode[] = [];
  try {
    demandText(text);
    for (;;) {
      nodes.push(readTerms(reader));
      if (reader.at === text.length) break;
      readStray(reader);
    }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    addFault(reader, error);
    leaveRest(reader);
  }
  const { faults, pieces } = reader;
  return { node: faults.length > 0 ? undefined : andNodes(...nodes), faults, pieces };
}

/** What was not read is one piece. */
function leaveRest(reader: QueryReader): void {
  reader.at = reader.pieces.at(-1)?.to ?? 0;
  skipSpace(reader);
  const start = reader.at;
  reader.at = reader.text.length;
  reader.field = undefined;
  if (start < reader.at) addPiece(reader, start, true);
}

/** An OR or a `)` that belongs to nothing. */
function readStray(reader: QueryReader): void {
  const { at } = reader;
  const isJoin = isOr(reader);
  addFault(reader, {
    at,
    message: isJoin
      ? "OR joins what stands in parentheses: write (action:secret.read OR action:secret.write)"
      : "there is no ( for this )",
    isUnfinished: false,
  });
  reader.at += isJoin ? 2 : 1;
  reader.field = undefined;
  addPiece(reader, at, true);
}

/** Terms up to the end, to a `)` or to an OR; `all` when there is none. */
function readTerms(reader: QueryReader): QueryNode {
  const nodes: QueryNode[] = [];
  for (;;) {
    skipSpace(reader);
    if (reader.at === reader.text.length || reader.text[reader.at] === ")" || isOr(reader)) return andNodes(...nodes);
    const { at: start, depth, faults } = reader;
    const before = faults.length;
    reader.field = undefined;
    const node = attempt(reader, start, () => readTerm(reader));
    if (node) nodes.push(node);
    if (depth === 0) addPiece(reader, start, faults.length > before);
  }
}

/** Undefined after a mistake, with the reader behind it; `start` is undefined where it is there already. */
function attempt<T>(reader: QueryReader, start: number | undefined, read: () => T): T | undefined {
  const { depth } = reader;
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Refusal) || error.isLast || reader.faults.length + 1 >= FAULTS_MAX) throw error;
    addFault(reader, error);
    reader.depth = depth;
    if (start !== undefined) skipFault(reader, start);
    return undefined;
  }
}

function readTerm(reader: QueryReader): QueryNode {
  if (reader.text[reader.at] !== "-") return readPositive(reader);
  reader.at++;
  const next = reader.text[reader.at];
  if (next === undefined || isSpace(next) || next === "-" || next === ")")
    refuseQuery(reader.at, "expected a field, a word or a ( right after the minus sign");
  return { kind: "not", node: readPositive(reader) };
}

function readPositive(reader: QueryReader): QueryNode {
  return reader.text[reader.at] === "(" ? readGroup(reader) : readField(reader);
}

function readGroup(reader: QueryReader): QueryNode {
  if (reader.depth === DEPTH_MAX) refuseRest(reader.at, `parentheses are nested at most ${DEPTH_MAX} deep`);
  const nodes = readAlternatives(reader, () => {
    const before = reader.faults.length;
    const node = readTerms(reader);
    if (node.kind === "all" && reader.faults.length === before && reader.at < reader.text.length)
      refuseQuery(reader.at, "expected a term such as action:secret.read");
    return node;
  });
  return orNodes(...nodes);
}

/** What stands between `(` and `)`, joined by OR. */
function readAlternatives<T>(reader: QueryReader, readOne: () => T): T[] {
  const start = reader.at++;
  const found: T[] = [];
  reader.depth++;
  for (;;) {
    skipSpace(reader);
    found.push(readOne());
    skipSpace(reader);
    if (!isOr(reader)) break;
    reader.at += 2;
  }
  if (reader.at === reader.text.length)
    refuseUnfinished(start, "expected a ) for this (, or quotation marks around it");
  if (reader.text[reader.at] !== ")") refuseQuery(reader.at, "expected OR or )");
  reader.at++;
  reader.depth--;
  demandEnd(reader, "the )");
  return found;
}

function readField(reader: QueryReader): QueryNode {
  const start = reader.at;
  const field = readFieldName(reader);
  if (field === undefined) return readWords(reader);
  const values = readValues(reader, field);
  reader.field = field;
  reader.values = values;
  const nodes = values.map((value) => {
    countTerm(reader, value.at);
    return attempt(reader, undefined, () => makeTerm(field, value, start, reader.setting));
  });
  return orNodes(...nodes.filter((node) => node !== undefined));
}

function countTerm(reader: QueryReader, at: number): void {
  if (reader.terms++ === TERMS_MAX) refuseRest(at, `a query has at most ${TERMS_MAX} terms`);
}

/** A word, or words in quotation marks that stand next to one another. */
function readWords(reader: QueryReader): QueryNode {
  const start = reader.at;
  refuseOperator(reader);
  const value = readValue(reader, "words");
  countTerm(reader, start);
  if (reader.text[reader.at] === ",") refuseQuery(reader.at, "expected a space between words");
  const star = value.stars[0];
  if (star !== undefined && (value.stars.length > 1 || star !== value.text.length - 1))
    refuseQuery(start + star, "expected the asterisk at the end of a word, such as rot*, or in quotation marks");
  if (value.comparison) refuseQuery(start, `expected a word or a field before ${value.comparison}`);
  const words = wordsOf(value.text);
  if (words.length === 0) refuseQuery(start, "expected a letter or a digit: words are made of them");
  return { kind: "term", field: "words", match: "words", words, isPrefix: star !== undefined, at: start };
}

function readValues(reader: QueryReader, field: QueryField): WrittenValue[] {
  if (reader.text[reader.at] === "(") {
    return readAlternatives(reader, () => {
      if (reader.at < reader.text.length && isOr(reader)) refuseQuery(reader.at, `expected a value for ${field}`);
      return readValue(reader, field);
    });
  }
  const values = [readValue(reader, field)];
  while (reader.text[reader.at] === ",") {
    reader.at++;
    values.push(readValue(reader, field));
  }
  return values;
}

function refuseOperator({ text, at }: QueryReader): void {
  const word = /^[A-Za-z]{2,3}(?=[\s()]|$)/.exec(text.slice(at, at + 4))?.[0]?.toLowerCase();
  if (word === "and")
    refuseQuery(at, 'expected a term: terms side by side must all match, without AND; the word is "and"');
  if (word === "not")
    refuseQuery(at, 'expected a term: write - before what must not match, such as -env:dev; the word is "not"');
  if (word === "or")
    refuseQuery(at, 'expected a term: OR is written in capital letters, inside parentheses; the word is "or"');
}
