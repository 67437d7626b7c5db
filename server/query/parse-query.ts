import { makeTerm } from "./make-term.ts";
import {
  demandEnd,
  isOr,
  isSpace,
  openQuery,
  type QueryReader,
  readValue,
  refuseQuery,
  skipSpace,
  type WrittenValue,
} from "./query-reader.ts";
import { suggestField } from "./suggest-field.ts";
import { andNodes, orNodes, QUERY_FIELDS, type Query, type QueryField, type QueryNode } from "./syntax.ts";
import type { TimeSetting } from "./time-spans.ts";
import { wordsOf } from "./words.ts";

const TERMS_MAX = 64;
const DEPTH_MAX = 16;

/**
 * Reads a query: `field:value` terms side by side, `-` before what must not match, `(a OR b)`. A mistake is answered with its position
 * (AppError `invalid`, `fields[0].at` in UTF-16 units from 0) and with what was expected; it is never ignored and never widened. Times are
 * understood as of `nowMs` (milliseconds since 1970, now unless given) in the time zone (UTC unless given).
 */
export function parseQuery(text: string, { nowMs = Date.now(), timeZone = "UTC" }: Partial<TimeSetting> = {}): Query {
  const reader = openQuery(text, { nowMs, timeZone });
  const node = readTerms(reader);
  if (reader.at === text.length) return { text, node };
  if (isOr(reader))
    refuseQuery(reader.at, "OR joins what stands in parentheses: write (action:secret.read OR action:secret.write)");
  return refuseQuery(reader.at, "there is no ( for this )");
}

/** Terms up to the end, to a `)` or to an OR; `all` when there is none. */
function readTerms(reader: QueryReader): QueryNode {
  const nodes: QueryNode[] = [];
  for (;;) {
    skipSpace(reader);
    if (reader.at === reader.text.length || reader.text[reader.at] === ")" || isOr(reader)) return andNodes(...nodes);
    nodes.push(readTerm(reader));
  }
}

function readTerm(reader: QueryReader): QueryNode {
  if (reader.text[reader.at] !== "-") return readPositive(reader);
  reader.at++;
  const next = reader.text[reader.at];
  if (next === undefined || isSpace(next) || next === "-" || next === ")")
    refuseQuery(reader.at, "expected a field or a ( right after the minus sign");
  return { kind: "not", node: readPositive(reader) };
}

function readPositive(reader: QueryReader): QueryNode {
  return reader.text[reader.at] === "(" ? readGroup(reader) : readField(reader);
}

function readGroup(reader: QueryReader): QueryNode {
  const start = reader.at;
  if (reader.depth === DEPTH_MAX) refuseQuery(start, `parentheses are nested at most ${DEPTH_MAX} deep`);
  const nodes = readAlternatives(reader, () => {
    const node = readTerms(reader);
    if (node.kind === "all" && reader.at < reader.text.length)
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
  if (reader.at === reader.text.length) refuseQuery(start, "expected a ) for this (, or quotation marks around it");
  if (reader.text[reader.at] !== ")") refuseQuery(reader.at, "expected OR or )");
  reader.at++;
  reader.depth--;
  demandEnd(reader, "the )");
  return found;
}

function readField(reader: QueryReader): QueryNode {
  const { text, at: start } = reader;
  const name = readFieldName(text.slice(start));
  if (name === undefined) return readWords(reader);
  const field = fieldOf(name, start);
  reader.at += name.length + 1;
  const values = readValues(reader, field);
  return orNodes(
    ...values.map((value) => {
      countTerm(reader, value.at);
      return makeTerm(field, value, start, reader.setting);
    }),
  );
}

/** What stands before the first colon, if that is the name of a field: letters, or a path of which parts may be in quotation marks. */
const readFieldName = (text: string) =>
  /^(?:[A-Za-z][A-Za-z0-9_-]*|(?:metadata|changes)(?=\."))(?:\.(?:[^\s":(),*\\]+|"(?:[^"\\]|\\.)*"))*(?=:)/i.exec(
    text,
  )?.[0];

function fieldOf(name: string, at: number): QueryField {
  const lower = name.toLowerCase();
  const field = QUERY_FIELDS.find((known) => known === lower && known !== "words");
  if (field) return field;
  const path = /^(metadata|changes)\.(.+)$/s.exec(lower);
  if (!path) return refuseQuery(at, `"${name}" is not a field; ${suggestField(name)}`);
  const plain = path[2]!.replace(/"((?:[^"\\]|\\.)*)"/gs, (_, inner: string) => inner.replace(/\\(.)/gs, "$1"));
  return `${path[1] as "metadata" | "changes"}.${plain}`;
}

function countTerm(reader: QueryReader, at: number): void {
  if (reader.terms++ === TERMS_MAX) refuseQuery(at, `a query has at most ${TERMS_MAX} terms`);
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
  const colon = value.isQuoted ? -1 : value.text.indexOf(":");
  if (colon >= 0)
    refuseQuery(start, "expected the name of a field before the colon; write words with a colon in quotation marks");
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
  const word = /^[A-Za-z]+(?=[\s()]|$)/.exec(text.slice(at))?.[0] ?? "";
  if (/^and$/i.test(word))
    refuseQuery(at, 'expected a term: terms side by side must all match, without AND; the word is "and"');
  if (/^not$/i.test(word))
    refuseQuery(at, 'expected a term: write - before what must not match, such as -env:dev; the word is "not"');
  if (/^or$/i.test(word))
    refuseQuery(at, 'expected a term: OR is written in capital letters, inside parentheses; the word is "or"');
}
