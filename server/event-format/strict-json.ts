import { AppError, type FieldFault } from "#server/errors.ts";
import { findJsonTextFault } from "./strict-json-fault.ts";

export interface StrictJsonOptions {
  /** Containers inside one another, the outermost being 1. */
  depthMax?: number;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const lossyUtf8 = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * Parses I-JSON (RFC 7493), or throws `AppError("invalid")`: status 400 for what is not JSON in UTF-8, 422 for JSON
 * that two readers could take for different things.
 *
 * Every number beyond ±(2^53-1) is refused, 1e300 as well as 9007199254740993: each double up there is an integer,
 * so a numeral that large is an integer outside the range or is rounded to one.
 */
export function parseStrictJson(bytes: Uint8Array, options: StrictJsonOptions = {}): unknown {
  const depthMax = options.depthMax ?? 32;
  const text = decodeBody(bytes);
  const survey = surveyText(bytes);
  if (survey.isSuspicious || survey.depth > depthMax) refuseText(text, depthMax);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    refuseText(text, depthMax);
    throw notJson({ path: "", message: "is not JSON" }, cause);
  }
  // A repeated name leaves fewer members in the value than colons in the text; a number out of range gives NaN.
  if (countMembers(value) !== survey.colons) refuseText(text, depthMax);
  return value;
}

function decodeBody(bytes: Uint8Array): string {
  if (bytes.length === 0) throw notJson({ path: "", message: "is empty: send a JSON text", at: 0 });
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
    throw notJson({ path: "", message: "begins with a byte order mark: send UTF-8 without it", at: 0 });
  }
  try {
    return utf8.decode(bytes);
  } catch (cause) {
    const replaced = Buffer.from(lossyUtf8.decode(bytes));
    const at = replaced.findIndex((byte, index) => byte !== bytes[index]);
    throw notJson({ path: "", message: "is not UTF-8: encode the text as UTF-8", at: Math.max(at, 0) }, cause);
  }
}

interface Survey {
  colons: number;
  depth: number;
  isSuspicious: boolean;
}

/** One pass over the bytes that is right about JSON and harmless about anything else, which `JSON.parse` refuses. */
function surveyText(bytes: Uint8Array): Survey {
  const end = bytes.length;
  let colons = 0;
  let depth = 0;
  let deepest = 0;
  let isSuspicious = false;
  for (let at = 0; at < end; at += 1) {
    const byte = bytes[at]!;
    if (byte === QUOTE) {
      at += 1;
      for (let inside = bytes[at]; at < end && inside !== QUOTE; inside = bytes[at]) {
        if (inside !== BACKSLASH) {
          at += 1;
          continue;
        }
        const length = escapeLength(bytes, at);
        if (length === 0) isSuspicious = true;
        at += length || 2;
      }
    } else if (byte === COLON) colons += 1;
    else if (byte === 0x7b || byte === 0x5b) {
      depth += 1;
      if (depth > deepest) deepest = depth;
    } else if (byte === 0x7d || byte === 0x5d) depth -= 1;
  }
  return { colons, depth: deepest, isSuspicious };
}

/** Bytes of the escape that starts at the backslash, a surrogate pair as one; 0 if it is a lone half or U+0000. */
function escapeLength(bytes: Uint8Array, at: number): number {
  if (bytes[at + 1] !== 0x75) return 2;
  const unit = hexUnit(bytes, at + 2);
  if (unit === 0) return 0;
  if (unit < 0xd800 || unit > 0xdfff) return 6;
  if (unit > 0xdbff || bytes[at + 6] !== BACKSLASH || bytes[at + 7] !== 0x75) return 0;
  const low = hexUnit(bytes, at + 8);
  return low >= 0xdc00 && low <= 0xdfff ? 12 : 0;
}

/** The 16-bit unit that four hex digits spell; 0 if they are not hex digits. */
function hexUnit(bytes: Uint8Array, at: number): number {
  let unit = 0;
  for (let index = at; index < at + 4; index += 1) {
    const byte = bytes[index]!;
    if (byte >= 0x30 && byte <= 0x39) unit = unit * 16 + byte - 0x30;
    else if ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x66) unit = unit * 16 + (byte | 0x20) - 0x57;
    else return 0;
  }
  return unit;
}

function countMembers(node: unknown): number {
  if (typeof node === "number") return Math.abs(node) <= Number.MAX_SAFE_INTEGER ? 0 : Number.NaN;
  if (typeof node !== "object" || node === null) return 0;
  let members = 0;
  if (Array.isArray(node)) {
    for (const item of node) if (typeof item !== "string") members += countMembers(item);
    return members;
  }
  for (const key in node) {
    const child = (node as Record<string, unknown>)[key];
    members += 1;
    if (typeof child !== "string") members += countMembers(child);
  }
  return members;
}

function refuseText(text: string, depthMax: number): void {
  const fault = findJsonTextFault(text, depthMax);
  if (!fault) return;
  const field = { path: fault.path, message: fault.message, at: Buffer.byteLength(text.slice(0, fault.at)) };
  if (fault.isMalformed) throw notJson(field);
  throw new AppError("invalid", "The JSON breaks the rules of I-JSON: see the fault's path and byte offset.", {
    fields: [field],
  });
}

function notJson(field: FieldFault, cause?: unknown): AppError {
  return new AppError("invalid", "The body is not JSON: send one JSON text in UTF-8.", {
    cause,
    fields: [field],
    status: 400,
  });
}
