/** A value as it stands in a query: `exact` is what it names, undefined for a pattern, a comparison or a range. */
export interface PieceValue {
  text: string;
  exact: string | undefined;
}

/** What stands at the top of a query between spaces, from `from` up to but without `to`, in UTF-16 units from 0. */
export interface QueryPiece {
  from: number;
  to: number;
  text: string;
  isNegated: boolean;
  /** Folded to lower case, a path without quotation marks; undefined for words and groups, which have no values. */
  field: string | undefined;
  values: PieceValue[];
}

/** The name of a field before its colon, as the server reads it: letters, or a path of which parts may be in quotation marks. */
const FIELD = /^[A-Za-z][\w-]*(?:\.(?:[^\s":(),*\\]+|"(?:[^"\\]|\\.)*"))*(?=:)/;

export const fieldNameIn = (text: string): string | undefined => FIELD.exec(text)?.[0];

/** Splits at what `breakAt` gives a length for, but not within quotation marks and parentheses; undefined where those do not close. */
export function splitOutside(
  text: string,
  breakAt: (at: number) => number,
): { text: string; at: number }[] | undefined {
  const parts: { text: string; at: number }[] = [];
  let [depth, start, isQuoted] = [0, 0, false];
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === "\\") {
      if (++at === text.length) return undefined;
    } else if (character === '"') isQuoted = !isQuoted;
    else if (isQuoted) continue;
    else if (character === "(") depth++;
    else if (character === ")") depth--;
    else if (depth === 0) {
      const length = breakAt(at);
      if (length === 0) continue;
      parts.push({ text: text.slice(start, at), at: start });
      at += length - 1;
      start = at + 1;
    }
    if (depth < 0) return undefined;
  }
  return isQuoted || depth !== 0 ? undefined : [...parts, { text: text.slice(start), at: start }];
}

/** The terms and groups of which all must hold, in order; undefined where quotation marks, parentheses or an escape do not end. */
export function queryPieces(q: string): QueryPiece[] | undefined {
  return splitOutside(q, (at) => (/\s/.test(q[at]!) ? 1 : 0))
    ?.filter(({ text }) => text !== "")
    .map(({ text, at }) => readPiece(text, at));
}

function readPiece(text: string, from: number): QueryPiece {
  const isNegated = text.startsWith("-");
  const term = isNegated ? text.slice(1) : text;
  const name = fieldNameIn(term);
  const values = name === undefined ? undefined : readValues(term.slice(name.length + 1));
  const field = name === undefined || values === undefined ? undefined : foldedField(name);
  return { from, to: from + text.length, text, isNegated, field, values: values ?? [] };
}

/** The name of a field as answers and counts have it. */
export const foldedField = (name: string): string =>
  name.toLowerCase().replace(/"((?:[^"\\]|\\.)*)"/g, (_, inner: string) => inner.replace(/\\(.)/g, "$1"));

/** `value`, `a,b` or `(a OR b)`. */
function readValues(text: string): PieceValue[] | undefined {
  const isGroup = text.startsWith("(") && text.endsWith(")");
  const inner = isGroup ? text.slice(1, -1) : text;
  const parts = splitOutside(inner, (at) =>
    isGroup ? (/^\sOR(?=[\s(])/.exec(inner.slice(at))?.[0].length ?? 0) : inner[at] === "," ? 1 : 0,
  );
  const values = parts?.map((part) => part.text.trim());
  if (!values || values.some((value) => value === "" || value.startsWith("("))) return undefined;
  return values.map((value) => ({ text: value, exact: exactOf(value) }));
}

function exactOf(text: string): string | undefined {
  if (text.startsWith('"') && text.endsWith('"') && text.length > 1) return text.slice(1, -1).replace(/\\(.)/gs, "$1");
  const plain = text.replace(/\\./gs, "");
  if (/^[<>]|[*]|\.\./.test(plain)) return undefined;
  return text.replace(/\\(.)/gs, "$1");
}
