import ipaddr from "ipaddr.js";
import type { SealedEvent } from "#tlog";
import type { EventColumns } from "../ledger/index.ts";
import { pathsOf, textsOf, VALUE_FIELDS, valuesOf, type WordPlace, wordsOf } from "../query/index.ts";

/*
 * A term is what an event is found by: a field, NUL, and a value, as UTF-8 with one character a byte, so that texts sort as their bytes do.
 * Longer ones are cut: whoever asks for such a value has to look at the events themselves.
 */

/** Bytes of a value that are kept. */
export const VALUE_BYTES_MAX = 128;

const KNOWN_MAX = 50_000;

const END = "\0";
const ASCII = /^[\x01-\x7f]*$/;

/** UTF-8 with one character a byte. */
export const toBytes = (text: string): string =>
  ASCII.test(text) ? text : Buffer.from(text, "utf8").toString("latin1");

const starts = new Map<string, string>();

/** Where the terms of a field begin; those of another do not lie between. */
export function fieldStart(field: string): string {
  const known = starts.get(field);
  if (known) return known;
  const start = toBytes(field) + END;
  if (starts.size >= KNOWN_MAX) starts.clear();
  starts.set(field, start);
  return start;
}

export const termOf = (field: string, value: string): string =>
  fieldStart(field) + toBytes(value).slice(0, VALUE_BYTES_MAX);

/** Of every event that has a value in the field. */
export const existsTerm = (field: string): string => termOf(EXISTS, field);

export const wordTerm = (place: string, word: string): string => termOf(`w.${place}`, word);

/** The value of a term that was found, and whether it was cut. */
export function readTerm(term: string): { value: string; isCut: boolean } {
  const bytes = term.slice(term.indexOf(END) + 1);
  const value = ASCII.test(bytes) ? bytes : Buffer.from(bytes, "latin1").toString("utf8");
  return { value, isCut: bytes.length >= VALUE_BYTES_MAX };
}

const known = new Map<string, string>();

/** An address such that blocks are ranges: its family, then its bytes in hexadecimal. */
export function addressValue(address: string): string {
  const found = known.get(address);
  if (found) return found;
  const bytes = ipaddr.parse(address).toByteArray();
  const value = (bytes.length === 4 ? "4" : "6") + Buffer.from(bytes).toString("hex");
  if (known.size >= KNOWN_MAX) known.clear();
  known.set(address, value);
  return value;
}

const wordsKnown = new Map<string, string[]>();
const TEXT_CHARACTERS_MAX = 100;

/** Names and the like come again and again. */
function knownWords(text: string): string[] {
  if (text.length > TEXT_CHARACTERS_MAX) return wordsOf(text);
  const found = wordsKnown.get(text);
  if (found) return found;
  const words = wordsOf(text);
  if (wordsKnown.size >= KNOWN_MAX) wordsKnown.clear();
  wordsKnown.set(text, words);
  return words;
}

const EXISTS = "?";
const PLACES = {
  description: "w.description",
  actor: "w.actor",
  target: "w.target",
  changes: "w.changes",
  metadata: "w.metadata",
} as const satisfies Record<WordPlace, string>;

/** Calls `take` with each field and value that an event is found by, some of them several times; `termOf` makes terms of them. */
export function eachTerm(
  event: SealedEvent,
  columns: EventColumns,
  take: (field: string, value: string) => void,
): void {
  for (const field of VALUE_FIELDS) {
    if (field === "id") continue;
    const values = valuesOf(field, event, columns);
    if (values.length === 0) continue;
    take(EXISTS, field);
    for (const value of values) take(field, field === "ip" ? addressValue(value) : value);
  }
  const paths = pathsOf(event);
  for (const { kind, path, value } of paths) {
    take(EXISTS, `${kind}.${path}`);
    take(`${kind}.${path}`, value);
  }
  if (event.changes !== undefined) take("has", "changes");
  if (event.session_id !== undefined) take("has", "session");
  if (event.source?.location?.country !== undefined) take("has", "location");
  if (event.actor.on_behalf_of !== undefined) take("has", "behalf");
  if (event.raw !== undefined) take("has", "raw");
  for (const [place, text] of textsOf(event, paths)) for (const word of knownWords(text)) take(PLACES[place], word);
}
