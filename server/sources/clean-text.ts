import { createHash } from "node:crypto";

const CONTROL = /[\u0000-\u001f\u007f-\u009f]/g;
const NOT_CLEAR = /[^A-Za-z0-9._:/-]/gu;
const HALF_PAIR = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const CLEAR_CHARACTERS_MAX = 200;

export function sha256Hex(data: string | Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}

/** Cuts by UTF-16 units and never inside a surrogate pair. */
export function cutText(text: string, unitsMax: number): string {
  if (text.length <= unitsMax) return text;
  const last = text.charCodeAt(unitsMax - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? unitsMax - 1 : unitsMax);
}

/** Cuts on a code point, so that the UTF-8 text has at most `bytesMax` bytes. */
export function cutBytes(text: string, bytesMax: number): string {
  if (text.length * 3 <= bytesMax) return text;
  const bytes = Buffer.from(text);
  if (bytes.length <= bytesMax) return text;
  let end = bytesMax;
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return bytes.toString("utf8", 0, end);
}

/** One line of well-formed text without control characters; undefined if nothing is left of it. */
export function lineOf(text: string | undefined, unitsMax: number): string | undefined {
  if (text === undefined) return undefined;
  const line = cutText(text.toWellFormed().replace(CONTROL, "\ufffd"), unitsMax);
  return line.trim() === "" ? undefined : line;
}

/** Text of several lines: only what cannot be stored is replaced. */
export function proseOf(text: string | undefined, unitsMax: number): string | undefined {
  if (text === undefined) return undefined;
  const prose = cutText(
    text.toWellFormed().replace(CONTROL, (mark) => (mark === "\n" || mark === "\t" ? mark : "\ufffd")),
    unitsMax,
  );
  return prose.trim() === "" ? undefined : prose;
}

/** An id that is too long keeps its beginning and a digest of the whole, so that two of them never become one. */
export function idOf(text: string | undefined, bytesMax: number): string | undefined {
  if (text === undefined) return undefined;
  const id = lineOf(text, text.length);
  if (id === undefined || Buffer.byteLength(id) <= bytesMax) return id;
  return `${cutBytes(id, bytesMax - 36)}…${sha256Hex(text).slice(0, 32)}`;
}

/** What stays readable for ever: every other character becomes `_`. */
export function clearTextOf(text: string | undefined): string | undefined {
  if (text === undefined || text === "") return undefined;
  return cutText(text, CLEAR_CHARACTERS_MAX).replace(NOT_CLEAR, "_");
}

/** Shows what neither JSON nor the database can keep, U+0000 and halves of surrogate pairs, as escapes. */
export function showUnstorable(text: string): string {
  if (text.isWellFormed() && !text.includes("\u0000")) return text;
  const escaped = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return text.replaceAll("\u0000", escaped).replace(HALF_PAIR, escaped);
}
