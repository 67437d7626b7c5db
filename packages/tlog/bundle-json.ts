import { utf8Text } from "./bytes.ts";
import { TlogError } from "./errors.ts";
import { canonicalize } from "./jcs.ts";

export type Members = Record<string, unknown>;

const LONG_DIGITS = /[0-9]{16}/;
/** From here on ECMAScript writes a number with an exponent, so that no reader takes it for an integer. */
const EXPONENT_FROM = 1e21;

export const isMembers = (value: unknown): value is Members =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function hasLargeInteger(value: unknown): boolean {
  if (typeof value === "number") {
    const size = Math.abs(value);
    return size > Number.MAX_SAFE_INTEGER && size < EXPONENT_FROM && Number.isInteger(value);
  }
  return typeof value === "object" && value !== null && Object.values(value).some(hasLargeInteger);
}

/**
 * An object from its JCS bytes, exactly those and no others: so no member twice, no space, one spelling of each number and text. It has
 * all of `needed`, may have the `optional` members, and nothing else. `write` gives the JCS of the value. Throws `bundle_line_form` that says
 * what is wrong.
 */
export function readCanonical(
  bytes: Uint8Array,
  needed: readonly string[],
  optional: readonly string[] = [],
  write: (value: Members) => string = canonicalize,
): Members {
  const fault = (what: string, cause?: unknown) => new TlogError("bundle_line_form", what, { cause });
  let value: unknown;
  let text: string;
  try {
    text = utf8Text(bytes);
    value = JSON.parse(text);
  } catch (cause) {
    throw fault(cause instanceof TlogError ? "is not valid UTF-8" : "is not JSON", cause);
  }
  if (!isMembers(value)) throw fault("is not a JSON object");
  const missing = needed.find((name) => !Object.hasOwn(value as Members, name));
  if (missing !== undefined) throw fault(`has no member ${missing}`);
  const unknown = Object.keys(value).find((name) => !needed.includes(name) && !optional.includes(name));
  if (unknown !== undefined) throw fault(`has a member ${JSON.stringify(unknown)}, which does not belong there`);
  let canonical: string;
  try {
    canonical = write(value);
  } catch (cause) {
    throw fault(`is not canonical JSON: ${(cause as Error).message}`, cause);
  }
  if (canonical !== text) throw fault("is not written as canonical JSON (RFC 8785) demands");
  if (LONG_DIGITS.test(text) && hasLargeInteger(value)) throw fault("has an integer beyond 2^53 - 1");
  return value;
}

/** Items of a list as every reader of the format takes it: an empty text or object is an empty list. Undefined for what is no list. */
export function itemsOf(value: unknown): unknown[] | undefined {
  if (Array.isArray(value)) return value;
  if (typeof value === "string") return [...value];
  return isMembers(value) ? Object.keys(value) : undefined;
}

/** Whether a value is this number; true counts as 1 and false as 0, as every reader of the format takes them. */
export function isNumber(value: unknown, wanted: number): boolean {
  return value === wanted || (typeof value === "boolean" && Number(value) === wanted);
}
