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
import { plannedField } from "./query-rules.ts";
import { suggestField } from "./suggest-field.ts";
import { andNodes, orNodes, QUERY_FIELDS, type Query, type QueryField, type QueryNode } from "./syntax.ts";

const TERMS_MAX = 64;
const DEPTH_MAX = 16;

/**
 * Reads a query: `field:value` terms side by side, `-` before what must not match, `(a OR b)`. A mistake is answered with its position
 * (AppError `invalid`, `fields[0].at` in UTF-16 units from 0) and with what was expected; it is never ignored and never widened.
 */
export function parseQuery(text: string): Query {
  const reader = openQuery(text);
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
  const name = /^[A-Za-z][A-Za-z0-9._-]*/.exec(text.slice(start))?.[0] ?? "";
  if (name === "" || text[start + name.length] !== ":") refuseWord(name, start);
  const field = QUERY_FIELDS.find((known) => known === name.toLowerCase());
  if (!field) {
    const planned = plannedField(name.toLowerCase());
    return refuseQuery(start, planned ?? `"${name}" is not a field; ${suggestField(name)}`);
  }
  reader.at += name.length + 1;
  const values = readValues(reader, field);
  return orNodes(
    ...values.map((value) => {
      if (reader.terms++ === TERMS_MAX) refuseQuery(value.at, `a query has at most ${TERMS_MAX} terms`);
      return makeTerm(field, value, start);
    }),
  );
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

function refuseWord(word: string, at: number): never {
  if (/^and$/i.test(word)) refuseQuery(at, "expected a term: terms side by side must all match, without AND");
  if (/^not$/i.test(word)) refuseQuery(at, "expected a term: write - before what must not match, such as -env:dev");
  if (/^or$/i.test(word)) refuseQuery(at, "expected a term: OR is written in capital letters, inside parentheses");
  return refuseQuery(
    at,
    `expected a term such as action:secret.read, since words cannot be searched for yet; ${suggestField("")}`,
  );
}
