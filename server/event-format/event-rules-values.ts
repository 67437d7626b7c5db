import { canonicalAddress } from "#query";
import { UNSAFE_NUMBER_RULE } from "./strict-json-fault.ts";

export { canonicalAddress };

/** Stays readable in the public leaf for ever, so it must not be able to name anybody. */
export const CLEAR_TEXT = /^[A-Za-z0-9._:/-]{1,200}$/;
export const COUNTRY_CODE = /^[A-Za-z]{2}$/;
export const UUID_TEXT = /^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$/;

const INSTANT = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d{1,30})?(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;
const C0_CONTROL = /[\u0000-\u001f]/;
const DAY_MS = 86_400_000;
const YEAR_10000_MS = 253_402_300_800_000;

export const INSTANT_RULE =
  "must be an RFC 3339 date and time with an offset and a year from 1970 to 9999, such as 2026-11-20T20:42:53.309Z";
const LEAP_SECOND_RULE = "has a leap second (:60), which cannot be ordered: send :59.999 or the second after it";

export function byteLengthAtMost(text: string, bytesMax: number): boolean {
  return text.length * 3 <= bytesMax || (text.length <= bytesMax && Buffer.byteLength(text) <= bytesMax);
}

/** Counts code points, as JSON Schema's `maxLength` and most senders' languages do. */
export function charactersAtMost(text: string, charactersMax: number): boolean {
  if (text.length <= charactersMax) return true;
  if (text.length > charactersMax * 2) return false;
  let characters = 0;
  for (const _ of text) characters += 1;
  return characters <= charactersMax;
}

/** What no text of an event may hold, since neither JCS nor PostgreSQL can keep it. */
export function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes("\u0000");
}

export function isSingleLine(text: string): boolean {
  return text.isWellFormed() && !C0_CONTROL.test(text);
}

/** Milliseconds since 1970, cut to the millisecond; or, as a text, what is wrong. */
export function readInstant(text: string): number | string {
  if (!INSTANT.test(text)) return INSTANT_RULE;
  const [hour, minute, second] = [digitsAt(text, 11, 2), digitsAt(text, 14, 2), digitsAt(text, 17, 2)];
  if (second === 60) return LEAP_SECOND_RULE;
  if (hour > 23 || minute > 59 || second > 59) return INSTANT_RULE;
  const [year, month, day] = [digitsAt(text, 0, 4), digitsAt(text, 5, 2), digitsAt(text, 8, 2)];
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return "names a day that does not exist";
  // Date.UTC takes a year below 100 for one of the 20th century.
  if (year < 1969) return INSTANT_RULE;
  const instantMs =
    Date.UTC(year, month - 1, day, hour, minute, second, fractionMs(text)) - offsetMinutes(text) * 60_000;
  return instantMs >= 0 && instantMs < YEAR_10000_MS ? instantMs : INSTANT_RULE;
}

function digitsAt(text: string, at: number, count: number): number {
  let number = 0;
  for (let index = at; index < at + count; index += 1) number = number * 10 + text.charCodeAt(index) - 48;
  return number;
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function fractionMs(text: string): number {
  if (text[19] !== ".") return 0;
  let ms = 0;
  for (let at = 20; at < 23; at += 1) {
    const digit = text.charCodeAt(at) - 48;
    if (!(digit >= 0 && digit <= 9)) return ms * 10 ** (23 - at);
    ms = ms * 10 + digit;
  }
  return ms;
}

function offsetMinutes(text: string): number {
  const sign = text[text.length - 6];
  if (sign !== "+" && sign !== "-") return 0;
  const minutes = digitsAt(text, text.length - 5, 2) * 60 + digitsAt(text, text.length - 2, 2);
  return sign === "-" ? -minutes : minutes;
}

export function isTooFarAhead(instantMs: number, now: Date): boolean {
  return instantMs > now.getTime() + DAY_MS;
}

export interface JsonTreeLimits {
  keysMax: number;
  depthMax: number;
}

export interface JsonTreeFault {
  /** Names and indices from the tree down to the fault. */
  steps: string[];
  message: string;
}

/** What a walk has seen so far; `jsonBytesMax` can only overstate the bytes of the JSON text. */
export interface JsonCensus {
  keys: number;
  jsonBytesMax: number;
}

// Six bytes for a control character written as an escape, and the quotes, the colon and the comma around a text.
export const JSON_BYTES_PER_CHARACTER_MAX = 6;
export const JSON_BYTES_PER_VALUE_MAX = 40;

const UNSTORABLE_RULE = "holds U+0000 or half of a surrogate pair: send well-formed text without NUL";
/**
 * First fault of a JSON tree, if any. Members are counted over the whole tree and not its top alone, since each of
 * them costs the word index and the `metadata.key:` filter the same. The tree itself is depth 1.
 */
export function findJsonTreeFault(
  tree: unknown,
  limits: JsonTreeLimits,
  census: JsonCensus = { keys: 0, jsonBytesMax: 0 },
): JsonTreeFault | undefined {
  const fault = visitJson(tree, 1, limits, census);
  fault?.steps.reverse();
  return fault;
}

function visitJson(
  node: unknown,
  depth: number,
  limits: JsonTreeLimits,
  census: JsonCensus,
): JsonTreeFault | undefined {
  census.jsonBytesMax += JSON_BYTES_PER_VALUE_MAX;
  if (typeof node === "string") {
    census.jsonBytesMax += node.length * JSON_BYTES_PER_CHARACTER_MAX;
    return isStorable(node) ? undefined : faultHere(UNSTORABLE_RULE);
  }
  if (typeof node === "number") {
    return Math.abs(node) <= Number.MAX_SAFE_INTEGER ? undefined : faultHere(UNSAFE_NUMBER_RULE);
  }
  if (node === null || typeof node === "boolean") return undefined;
  if (typeof node !== "object") return faultHere("is not a JSON value");
  if (depth > limits.depthMax) {
    return faultHere(`is nested deeper than ${limits.depthMax} levels: flatten it, or send it in raw`);
  }
  return Array.isArray(node)
    ? visitItems(node, depth, limits, census)
    : visitMembers(node as Record<string, unknown>, depth, limits, census);
}

function visitItems(
  items: unknown[],
  depth: number,
  limits: JsonTreeLimits,
  census: JsonCensus,
): JsonTreeFault | undefined {
  for (let index = 0; index < items.length; index += 1) {
    const fault = visitJson(items[index], depth + 1, limits, census);
    if (fault) return stepInto(fault, String(index));
  }
  return undefined;
}

function visitMembers(
  members: Record<string, unknown>,
  depth: number,
  limits: JsonTreeLimits,
  census: JsonCensus,
): JsonTreeFault | undefined {
  for (const key of Object.keys(members)) {
    census.keys += 1;
    census.jsonBytesMax += key.length * JSON_BYTES_PER_CHARACTER_MAX;
    if (census.keys > limits.keysMax) {
      return faultHere(`brings the keys to more than ${limits.keysMax}, nested ones counted: send fewer`);
    }
    if (!isStorable(key)) return faultHere(`has a member whose name ${UNSTORABLE_RULE}`);
    const fault = visitJson(members[key], depth + 1, limits, census);
    if (fault) return stepInto(fault, key);
  }
  return undefined;
}

function faultHere(message: string): JsonTreeFault {
  return { steps: [], message };
}

function stepInto(fault: JsonTreeFault, step: string): JsonTreeFault {
  fault.steps.push(step);
  return fault;
}
