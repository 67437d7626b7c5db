import { fieldNameIn } from "#query";

/** What is being written where the cursor stands, and which part of the text it is. */
export interface QueryPlace {
  /** The field whose value it is, as it is written; undefined for the name of a field or a word. */
  field: string | undefined;
  from: number;
  to: number;
  /** What stands before the cursor, without quotation marks and escapes. */
  typed: string;
}

interface Walk {
  text: string;
  cursor: number;
  at: number;
  /** Parentheses that are open, with the field whose values they hold. */
  open: (string | undefined)[];
}

/** Where a cursor stands in a query that may be unfinished. */
export function placeAt(text: string, cursor: number): QueryPlace {
  const walk: Walk = { text, cursor, at: 0, open: [] };
  for (;;) {
    const { at, open } = walk;
    const character = text[at];
    if (at >= cursor && (character === undefined || /[\s()]/.test(character)))
      return { field: open.at(-1), from: cursor, to: cursor, typed: "" };
    if (/[\s()]/.test(character!)) {
      if (character === "(") open.push(undefined);
      if (character === ")") open.pop();
      walk.at++;
      continue;
    }
    const place = open.at(-1) === undefined ? readTerm(walk) : readValue(walk, open.at(-1)!);
    if (place) return place;
  }
}

/** Steps over a term; a place where the cursor stands in it. */
function readTerm(walk: Walk): QueryPlace | undefined {
  const { text, cursor } = walk;
  if (text[walk.at] === "-" && walk.at < cursor) {
    walk.at++;
    if (walk.at < text.length && !/[\s()]/.test(text[walk.at]!)) return readTerm(walk);
    return walk.at === cursor && text[walk.at] !== "("
      ? { field: undefined, from: cursor, to: cursor, typed: "" }
      : undefined;
  }
  const from = walk.at;
  const field = fieldNameIn(text.slice(from));
  const valuesAt = from + (field === undefined ? 0 : field.length + 1);
  if (field === undefined || cursor < valuesAt) {
    const to = field === undefined ? tokenEnd(text, from, /[\s()]/) : valuesAt;
    walk.at = Math.max(to, from + 1);
    return cursor <= to ? { field: undefined, from, to, typed: text.slice(from, cursor) } : undefined;
  }
  walk.at = valuesAt;
  if (text[valuesAt] === "(" && cursor > valuesAt) {
    walk.open.push(field);
    walk.at++;
    return undefined;
  }
  for (;;) {
    const place = readValue(walk, field);
    if (place) return place;
    if (text[walk.at] !== ",") return undefined;
    walk.at++;
  }
}

/** Steps over a value; its place where the cursor stands in it. */
function readValue(walk: Walk, field: string): QueryPlace | undefined {
  const { text, cursor, at: from } = walk;
  const to = tokenEnd(text, from, walk.open.length > 0 ? /[\s,)]/ : /[\s,]/);
  if (cursor <= to) return { field, from, to, typed: plainText(text.slice(from, cursor)) };
  // Whatever cannot be part of a value is stepped over inside parentheses; outside, the term ends with it.
  walk.at = to === from && walk.open.at(-1) !== undefined ? from + 1 : to;
  return undefined;
}

/** Where what begins at `from` ends: at a break outside quotation marks, or with the text. */
function tokenEnd(text: string, from: number, breaks: RegExp): number {
  let isQuoted = false;
  for (let at = from; at < text.length; at++) {
    const character = text[at]!;
    if (character === "\\") at++;
    else if (character === '"') isQuoted = !isQuoted;
    else if (!isQuoted && breaks.test(character)) return at;
  }
  return text.length;
}

const plainText = (text: string) => text.replace(/^"/, "").replace(/\\(.)/gs, "$1").replace(/"$/, "");
