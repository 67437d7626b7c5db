import type { FieldFault } from "#server/errors.ts";
import { CLEAR_TEXT, EVENT_LIMITS, type Metadata } from "./event-input.ts";
import {
  byteLengthAtMost,
  canonicalAddress,
  charactersAtMost,
  findJsonTreeFault,
  isSingleLine,
  isStorable,
  isTooFarAhead,
  JSON_BYTES_PER_CHARACTER_MAX,
  JSON_BYTES_PER_VALUE_MAX,
  type JsonCensus,
  type JsonTreeLimits,
  readInstant,
} from "./event-rules-values.ts";

export const FAULTS_MAX = 50;
const PATH_STEP_CHARACTERS_MAX = 100;

export interface Reading {
  /** `events.1.` in a batch, empty for an event alone. */
  prefix: string;
  /** The key's tenant, or the one that the event names to a key of the platform. */
  tenantId: string | null;
  now: Date;
  faults: FieldFault[];
  jsonBytesMax: number;
  actorsOpen: number;
}

/** Gives the normalised value; undefined if it noted a fault or if there is nothing to store. The path is `parent` + `name`. */
export type Reader = (reading: Reading, value: unknown, parent: string, name: string) => unknown;

/** A table in the order in which the members are read and stored. */
export interface MemberTable {
  readers: [name: string, reader: Reader][];
  names: Set<string>;
  required: [name: string, rule: string][];
}

export function memberTable(readers: Record<string, Reader>, required: Record<string, string>): MemberTable {
  return {
    readers: Object.entries(readers),
    names: new Set(Object.keys(readers)),
    required: Object.entries(required),
  };
}

export function noteFault(reading: Reading, parent: string, name: string, message: string): undefined {
  if (reading.faults.length >= FAULTS_MAX) return undefined;
  const path = `${reading.prefix}${parent}${name}`;
  reading.faults.push({ path: path.endsWith(".") ? path.slice(0, -1) : path, message });
  return undefined;
}

export function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function printableName(name: string): string {
  return name
    .slice(0, PATH_STEP_CHARACTERS_MAX)
    .toWellFormed()
    .replace(/[\u0000-\u001f]/g, "\ufffd");
}

const RESERVED_MEMBERS = new Map([
  ["v", "is set by the server: leave it out"],
  ["id", "is set by the server: leave it out, and send your own id as external_id"],
  ["key", "is set by the server to the key in use: leave it out"],
  ["received_at", "is set by the server: leave it out, and send the time of the event as occurred_at"],
  ["personal", "is made by the server when it seals the event: leave it out"],
]);

/** Reads an object by its table; `parent` is the path of its members, with the dot. */
export function readMembers(
  reading: Reading,
  value: Record<string, unknown>,
  parent: string,
  table: MemberTable,
): Record<string, unknown> {
  reading.jsonBytesMax += JSON_BYTES_PER_VALUE_MAX;
  for (const name in value) {
    if (table.names.has(name) || value[name] === undefined) continue;
    const reserved = parent === "" ? RESERVED_MEMBERS.get(name) : undefined;
    noteFault(reading, parent, printableName(name), reserved ?? "is not a member here: remove it, or use metadata");
  }
  for (const [name, rule] of table.required) {
    if (value[name] === undefined) noteFault(reading, parent, name, `is required: ${rule}`);
  }
  const members: Record<string, unknown> = {};
  for (const [name, reader] of table.readers) {
    const given = value[name];
    if (given === undefined) continue;
    if (given === null && reader !== readAnyJson) {
      noteFault(reading, parent, name, "must not be null: leave it out if there is no value");
      continue;
    }
    const member = reader(reading, given, parent, name);
    if (member !== undefined) members[name] = member;
  }
  return members;
}

function readText(reading: Reading, value: unknown, parent: string, name: string): string | undefined {
  if (typeof value !== "string") return noteFault(reading, parent, name, "must be a text");
  if (value === "") return noteFault(reading, parent, name, "must not be empty: leave it out if there is no value");
  reading.jsonBytesMax += value.length * JSON_BYTES_PER_CHARACTER_MAX + JSON_BYTES_PER_VALUE_MAX;
  return value;
}

const CLEAR_TEXT_RULE =
  "must be 1 to 200 of the characters A-Z a-z 0-9 . _ : / - because it stays readable for ever and cannot be erased: put anything that may name a person into actor, targets, description or metadata";

export const readClearText: Reader = (reading, value, parent, name) => {
  if (typeof value !== "string") return noteFault(reading, parent, name, `must be a text: it ${CLEAR_TEXT_RULE}`);
  reading.jsonBytesMax += value.length + JSON_BYTES_PER_VALUE_MAX;
  return CLEAR_TEXT.test(value) ? value : noteFault(reading, parent, name, CLEAR_TEXT_RULE);
};

const SINGLE_LINE_RULE = "must be well-formed text without control characters: remove them";

/** One line of at most so many characters. */
export function lineReader(charactersMax: number): Reader {
  return (reading, value, parent, name) => {
    const text = readText(reading, value, parent, name);
    if (text === undefined) return undefined;
    if (!isSingleLine(text)) return noteFault(reading, parent, name, SINGLE_LINE_RULE);
    if (charactersAtMost(text, charactersMax)) return text;
    return noteFault(reading, parent, name, `must be at most ${charactersMax} characters: shorten it`);
  };
}

/** One line bounded in bytes, since it is the key of an index and PostgreSQL bounds index rows in bytes. */
export const readSubjectId: Reader = (reading, value, parent, name) => {
  const text = readText(reading, value, parent, name);
  if (text === undefined) return undefined;
  if (!isSingleLine(text)) return noteFault(reading, parent, name, SINGLE_LINE_RULE);
  if (byteLengthAtMost(text, EVENT_LIMITS.subjectIdBytesMax)) return text;
  return noteFault(reading, parent, name, `must be at most ${EVENT_LIMITS.subjectIdBytesMax} bytes: shorten it`);
};

const STORABLE_RULE = "must be well-formed text without U+0000";

export const readDescription: Reader = (reading, value, parent, name) => {
  const text = readText(reading, value, parent, name);
  if (text === undefined) return undefined;
  if (!isStorable(text)) return noteFault(reading, parent, name, STORABLE_RULE);
  const max = EVENT_LIMITS.descriptionCharactersMax;
  if (charactersAtMost(text, max)) return text;
  return noteFault(reading, parent, name, `must be at most ${max} characters: shorten it, or send it as raw`);
};

export const readRaw: Reader = (reading, value, parent, name) => {
  const text = readText(reading, value, parent, name);
  if (text === undefined) return undefined;
  if (!isStorable(text)) return noteFault(reading, parent, name, STORABLE_RULE);
  const max = EVENT_LIMITS.rawBytesMax;
  if (byteLengthAtMost(text, max)) return text;
  return noteFault(reading, parent, name, `must be at most ${max} bytes in UTF-8: cut it, and say so in metadata`);
};

export function choiceReader(choices: readonly string[]): Reader {
  const known = new Set<unknown>(choices);
  const rule = `must be one of ${choices.join(", ")}`;
  return (reading, value, parent, name) => (known.has(value) ? value : noteFault(reading, parent, name, rule));
}

export function numberReader(min: number, max: number, isWhole: boolean): Reader {
  const rule = `must be a ${isWhole ? "whole " : ""}number from ${min} to ${max}`;
  return (reading, value, parent, name) => {
    const isRight = typeof value === "number" && value >= min && value <= max && (!isWhole || Number.isInteger(value));
    return isRight ? value : noteFault(reading, parent, name, rule);
  };
}

export const readOccurredAt: Reader = (reading, value, parent, name) => {
  if (typeof value !== "string") return noteFault(reading, parent, name, "must be a text: an RFC 3339 date and time");
  const instant = readInstant(value);
  if (typeof instant === "string") return noteFault(reading, parent, name, instant);
  if (isTooFarAhead(instant, reading.now)) {
    const rule = `must be at most ${EVENT_LIMITS.aheadHoursMax} h ahead of the server's clock: check the sender's clock`;
    return noteFault(reading, parent, name, rule);
  }
  const isCanonical = value.length === 24 && value[10] === "T" && value[23] === "Z";
  return isCanonical ? value : new Date(instant).toISOString();
};

export const readAddress: Reader = (reading, value, parent, name) => {
  const address = typeof value === "string" ? canonicalAddress(value) : undefined;
  if (address !== undefined) return address;
  const rule =
    "must be one IPv4 or IPv6 address, without port, zone or prefix: send anything else in metadata, and leave this out";
  return noteFault(reading, parent, name, rule);
};

function readTree(reading: Reading, value: unknown, parent: string, name: string, limits: JsonTreeLimits): unknown {
  const census: JsonCensus = { keys: 0, jsonBytesMax: 0 };
  const fault = findJsonTreeFault(value, limits, census);
  reading.jsonBytesMax += census.jsonBytesMax;
  if (!fault) return value;
  const steps = fault.steps.map((step) => `.${printableName(step)}`).join("");
  return noteFault(reading, parent, name + steps, fault.message);
}

const METADATA_TREE = { keysMax: EVENT_LIMITS.metadataKeysMax, depthMax: EVENT_LIMITS.metadataDepthMax };
const ANY_TREE = { keysMax: Number.POSITIVE_INFINITY, depthMax: EVENT_LIMITS.jsonDepthMax };

export const readMetadata: Reader = (reading, value, parent, name) => {
  if (!isPlainObject(value)) return noteFault(reading, parent, name, "must be an object");
  return readTree(reading, value, parent, name, METADATA_TREE) as Metadata | undefined;
};

export const readAnyJson: Reader = (reading, value, parent, name) => readTree(reading, value, parent, name, ANY_TREE);
