import { TlogError } from "./errors.ts";

/** Deepest nesting of arrays and objects that is written; far above the 32 that an event may have. */
export const JSON_DEPTH_MAX = 256;

const NEEDS_CARE = /["\\\u0000-\u001f\ud800-\udfff]/;

/** Up to here a loop over the characters is faster than starting the regular expression. */
const SHORT = 80;

function needsCare(text: string): boolean {
  if (text.length > SHORT) return NEEDS_CARE.test(text);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x20 || code === 0x22 || code === 0x5c || (code >= 0xd800 && code <= 0xdfff)) return true;
  }
  return false;
}

/** A string in JCS; throws `json_string` on a lone surrogate. */
export function quote(text: string): string {
  if (!needsCare(text)) return `"${text}"`;
  if (!text.isWellFormed()) throw new TlogError("json_string", "a string has a lone surrogate, which is not JSON text");
  return JSON.stringify(text);
}

function writeNumber(value: number): string {
  if (!Number.isFinite(value)) throw new TlogError("json_number", `${value} is not a JSON number`);
  return `${value}`;
}

function writeArray(value: readonly unknown[], depth: number): string {
  let out = "";
  for (let i = 0; i < value.length; i++)
    out += i === 0 ? writeValue(value[i], depth) : `,${writeValue(value[i], depth)}`;
  return `[${out}]`;
}

function writeObject(value: Record<string, unknown>, depth: number): string {
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    throw new TlogError(
      "json_value",
      "an object that is neither plain nor an array is not JSON; convert dates, maps and classes first",
    );
  }
  const names = Object.keys(value);
  if (names.length > 1) names.sort();
  let out = "";
  for (const name of names) out += `${out === "" ? "" : ","}${quote(name)}:${writeValue(value[name], depth)}`;
  return `{${out}}`;
}

/** JCS of a value that is already `depth` levels deep inside another. */
export function writeValue(value: unknown, depth: number): string {
  switch (typeof value) {
    case "string":
      return quote(value);
    case "number":
      return writeNumber(value);
    case "boolean":
      return value ? "true" : "false";
    case "object": {
      if (value === null) return "null";
      if (depth === JSON_DEPTH_MAX) throw new TlogError("json_depth", `nested deeper than ${JSON_DEPTH_MAX} levels`);
      return Array.isArray(value)
        ? writeArray(value, depth + 1)
        : writeObject(value as Record<string, unknown>, depth + 1);
    }
    default:
      throw new TlogError("json_value", `${typeof value} is not a JSON value; leave the member out or use null`);
  }
}

/**
 * RFC 8785 (JCS) text of a JSON value: no white space, members in order of their UTF-16 code units, numbers as ECMAScript
 * prints them. Throws `json_number` (not finite), `json_string` (lone surrogate), `json_value` (undefined, bigint, function,
 * symbol, class instance) or `json_depth` (over 256). Duplicate names and integers beyond 2^53 - 1 no longer show in
 * a parsed value: refuse them on the raw text. O(n log n) in the members of an object.
 *
 * @example canonicalize({ b: -0, a: "€" }) // {"a":"€","b":0}
 */
export function canonicalize(value: unknown): string {
  return writeValue(value, 0);
}
