import { type QueryReader, refuseQuery } from "./reader.ts";
import { suggestField } from "./suggest-field.ts";
import { QUERY_FIELDS, type QueryField } from "./syntax.ts";

/** Where a part of a path ends that stands without quotation marks. */
const PART_ENDS = /[\s":(),*\\]/;

/** What stands before the colon where a text begins with `name:`; the name of a field, or what was meant as one. */
export function fieldNameIn(text: string): string | undefined {
  const end = endOfField(text, 0);
  return end === undefined ? undefined : text.slice(0, end);
}

/** The name of a field as the tree has it: in lower case, a path without quotation marks. */
export const foldedField = (name: string): string =>
  name.toLowerCase().replace(/"((?:[^"\\]|\\.)*)"/gs, (_, inner: string) => inner.replace(/\\(.)/gs, "$1"));

/**
 * Reads `name:` and goes behind it; undefined, and goes nowhere, where no colon follows a name. A path below metadata or changes may have
 * parts in quotation marks; it is folded to lower case.
 */
export function readFieldName(reader: QueryReader): QueryField | undefined {
  const { text, at: start } = reader;
  const end = endOfField(text, start);
  if (end === undefined) return undefined;
  const name = text.slice(start, end);
  const field = isPath(name) ? pathOf(name, start) : namedField(name, start);
  reader.at = end + 1;
  return field;
}

const isPath = (text: string) => /^(metadata|changes)\./i.test(text);

const endOfField = (text: string, start: number): number | undefined =>
  isPath(text.slice(start, start + "metadata.".length)) ? endOfPath(text, start) : endOfName(text, start);

/** The colon before which everything up to a space is plain; undefined where there is none, or what is quoted or escaped comes first. */
function endOfName(text: string, start: number): number | undefined {
  for (let at = start; at < text.length; at++) {
    if (text[at] === ":") return at;
    if (PART_ENDS.test(text[at]!)) return undefined;
  }
  return undefined;
}

function endOfPath(text: string, start: number): number | undefined {
  let isQuoted = false;
  for (let at = start; at < text.length; at++) {
    const character = text[at]!;
    if (character === '"') isQuoted = !isQuoted;
    else if (isQuoted && character === "\\") at++;
    else if (!isQuoted && character === ":") return at;
    else if (!isQuoted && PART_ENDS.test(character)) return undefined;
  }
  return undefined;
}

function namedField(name: string, at: number): QueryField {
  const lower = name.toLowerCase();
  const field = QUERY_FIELDS.find((known) => known === lower && known !== "words");
  if (field) return field;
  if (lower === "metadata" || lower === "changes")
    return refuseQuery(at, `expected a path after ${lower}, such as ${lower}.region:eu`);
  if (!/^[a-z][a-z0-9._-]*$/.test(lower))
    return refuseQuery(
      at,
      "expected the name of a field before the colon; write words with a colon in quotation marks",
    );
  return refuseQuery(at, `"${name}" is not a field; ${suggestField(name)}`);
}

function pathOf(name: string, at: number): QueryField {
  const field = foldedField(name) as `metadata.${string}`;
  if (field.endsWith(".") && !field.slice(0, -1).includes("."))
    refuseQuery(at + name.length, `expected a path after ${field}, such as ${field}region:eu`);
  return field;
}
