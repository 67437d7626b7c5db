import { sha256Hex } from "./clean-text.ts";
import { elementSpans, memberSpan, type Span } from "./json-spans.ts";
import { asObject, memberAt, parseNative } from "./native-json.ts";
import type { Source, SystemName } from "./source.ts";
import { SYSTEMS } from "./systems.ts";
import { type Unit, UnitScanner } from "./unit-scanner.ts";

export interface RawRecord {
  /** Exactly the text of the record in the file; for a record that was a string inside another, that string. */
  raw: string;
  line: number;
  /** SHA-256 of the record's bytes, where they are not UTF-8 and `raw` shows U+FFFD instead. */
  damagedSha256?: string;
}

const WRAPPERS_MAX = 6;
const HIGH_SURROGATE_AT_END = /[\ud800-\udbff]$/;

/**
 * The records of a whole file: one JSON value a line, values after each other, an array, or wrapped as the system's
 * shippers do. What is not a record comes out too, as it is, and becomes an unmapped event.
 */
export function* readRecords(system: SystemName, text: string): Generator<RawRecord> {
  const source = SYSTEMS[system];
  const scanner = new UnitScanner(source.envelope.lists);
  for (const unit of scanner.push(text)) yield* recordsOf(source, unit);
  for (const unit of scanner.finish()) yield* recordsOf(source, unit);
}

/** The same for a file of any size; memory is bounded by the largest record. Strings and bytes may be mixed. */
export async function* readRecordStream(
  system: SystemName,
  chunks: AsyncIterable<Uint8Array | string> | Iterable<Uint8Array | string>,
): AsyncGenerator<RawRecord> {
  const source = SYSTEMS[system];
  const scanner = new UnitScanner(source.envelope.lists);
  let halfPair = "";
  // Every byte becomes one character: what the scanner looks for is ASCII, and a chunk may end inside a code point.
  const asBytes = (chunk: Uint8Array | string): string => {
    if (typeof chunk !== "string")
      return Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString("latin1");
    const whole = halfPair + chunk;
    halfPair = HIGH_SURROGATE_AT_END.exec(whole)?.[0] ?? "";
    return Buffer.from(whole.slice(0, whole.length - halfPair.length)).toString("latin1");
  };
  for await (const chunk of chunks) {
    for (const unit of scanner.push(asBytes(chunk))) yield* decodedRecordsOf(source, unit);
  }
  for (const unit of scanner.push(Buffer.from(halfPair).toString("latin1"))) yield* decodedRecordsOf(source, unit);
  for (const unit of scanner.finish()) yield* decodedRecordsOf(source, unit);
}

function* decodedRecordsOf(source: Source, unit: Unit): Generator<RawRecord> {
  const bytes = Buffer.from(unit.text, "latin1");
  const text = bytes.toString("utf8");
  if (text.includes("\ufffd") && !bytes.equals(Buffer.from(text))) {
    const unitSha256 = sha256Hex(bytes);
    for (const record of recordsOf(source, { text, line: unit.line })) {
      const damagedSha256 = record.raw === text ? unitSha256 : sha256Hex(`${unitSha256}\n${record.raw}`);
      yield { ...record, damagedSha256 };
    }
  } else yield* recordsOf(source, { text, line: unit.line });
}

function* recordsOf(source: Source, unit: Unit): Generator<RawRecord> {
  if (unit.text === "") return;
  for (const raw of peelRecords(source, unit.text)) yield { raw, line: unit.line };
}

/** The texts of the records inside a text, which is itself the only one if it is a record or no known wrapper. */
export function peelRecords(source: Source, text: string): string[] {
  return peel(source, text, WRAPPERS_MAX) ?? [text];
}

function peel(source: Source, text: string, wrappersLeft: number): string[] | undefined {
  const { lists, members } = source.envelope;
  const names = [...lists, ...members.map((path) => path[path.length - 1] ?? "")];
  if (wrappersLeft === 0 || !names.some((name) => text.includes(`"${name}"`))) return undefined;
  const value = parseNative(text);
  if (Array.isArray(value)) return peelElements(source, text, [0, text.length], wrappersLeft);
  const object = asObject(value);
  if (!object || source.recognises(object)) return undefined;
  for (const name of lists) {
    const span = Array.isArray(object[name]) ? memberSpan(text, name) : undefined;
    if (span) return peelElements(source, text, span, wrappersLeft);
  }
  for (const path of members) {
    const inner = memberText(text, object, path);
    if (inner === undefined) continue;
    const records = peel(source, inner, wrappersLeft - 1) ?? [inner];
    if (records.some((record) => isRecordText(source, record))) return records;
  }
  return undefined;
}

function peelElements(source: Source, text: string, span: Span, wrappersLeft: number): string[] {
  return elementSpans(text, span).flatMap(([start, end]) => {
    const element = text.slice(start, end);
    return peel(source, element, wrappersLeft - 1) ?? [element];
  });
}

function memberText(text: string, object: Record<string, unknown>, path: readonly string[]): string | undefined {
  const inner = memberAt(object, path);
  if (typeof inner === "string") return /^\s*[[{]/.test(inner) ? inner : undefined;
  if (typeof inner !== "object" || inner === null) return undefined;
  let span: Span | undefined = [0, text.length];
  for (const name of path) span = span && memberSpan(text, name, span);
  return span && text.slice(span[0], span[1]);
}

function isRecordText(source: Source, text: string): boolean {
  const object = asObject(parseNative(text));
  return object !== undefined && source.recognises(object);
}
