/** The lines of a rule's text by name. */
export const LINE_NAMES = [
  "rule",
  "events",
  "first",
  "then",
  "where",
  "when",
  "severity",
  "dedup",
  "except",
  "at most",
  "runbook",
  "description",
] as const;
export type LineName = (typeof LINE_NAMES)[number];

/** `name: value`, with the lines that continue it. */
export interface TextLine {
  name: string;
  at: number;
  /** Without white space at its ends. */
  value: string;
  /** Where a place in the value stands in the text. */
  placeOf(offset: number): number;
  /** There is no colon. */
  isBroken: boolean;
}

interface Row {
  at: number;
  text: string;
}

/**
 * Cuts a text into its lines. A line that begins with white space continues the one before, and so do lines without anything between the two;
 * two spaces, or a tab, are taken off its beginning.
 */
export function linesOf(text: string): TextLine[] {
  const rows = rowsOf(text);
  const lines: TextLine[] = [];
  for (let i = 0; i < rows.length; ) {
    let next = i + 1;
    let behind = next;
    for (; behind < rows.length && /^\s|^$/.test(rows[behind]!.text); behind++)
      if (!isEmpty(rows[behind]!)) next = behind + 1;
    const [first, ...more] = rows.slice(i, next);
    if (!isEmpty(first!) || more.length > 0) lines.push(lineOf(first!, more));
    i = behind;
  }
  return lines;
}

const isEmpty = ({ text }: Row) => text.trim() === "";

function rowsOf(text: string): Row[] {
  const rows: Row[] = [];
  let at = 0;
  for (const line of text.split("\n")) {
    rows.push({ at, text: line.endsWith("\r") ? line.slice(0, -1) : line });
    at += line.length + 1;
  }
  return rows;
}

function lineOf(first: Row, more: readonly Row[]): TextLine {
  const colon = first.text.indexOf(":");
  const start = colon < 0 ? first.text.length : colon + 1;
  const parts = [{ at: first.at + start, text: first.text.slice(start) }, ...more.map(withoutIndent)];
  const whole = parts.map((part) => part.text).join("\n");
  const value = whole.trim();
  const skipped = value === "" ? 0 : whole.indexOf(value);
  return {
    name: first.text
      .slice(0, colon < 0 ? undefined : colon)
      .trim()
      .toLowerCase()
      .replaceAll(/\s+/g, " "),
    at: first.at + (first.text.length - first.text.trimStart().length),
    value,
    isBroken: colon < 0,
    placeOf(offset) {
      let left = offset + skipped;
      for (const part of parts) {
        if (left <= part.text.length) return part.at + left;
        left -= part.text.length + 1;
      }
      const last = parts.at(-1)!;
      return last.at + last.text.length;
    },
  };
}

function withoutIndent({ at, text }: Row): Row {
  const indent = /^(?: {1,2}|\t)?/.exec(text)![0].length;
  return { at: at + indent, text: text.slice(indent) };
}
