import type { EventInput } from "#server/event-format/index.ts";
import { assembleEvent } from "./assemble-event.ts";
import { asObject, parseNative } from "./native-json.ts";
import { peelRecords, type RawRecord } from "./read-records.ts";
import { type Mapping, type Source, type SystemName, UnmappedError } from "./source.ts";
import { SYSTEMS } from "./systems.ts";

export interface MappedRecord {
  event: EventInput;
  /** The record is kept whole, but nothing could be read from it. */
  unmapped: boolean;
  line: number;
}

/**
 * The event of one record; never throws, whatever the text. A record that cannot be mapped becomes
 * `<origin>.unmapped` with its text in `raw` and the reason in `metadata.unmapped`.
 */
export function mapRecord(system: SystemName, record: RawRecord | string, receivedAt: Date): MappedRecord {
  const source = SYSTEMS[system];
  const given = typeof record === "string" ? { raw: record, line: 1 } : record;
  const peeled = typeof record === "string" ? peelRecords(source, record) : [given.raw];
  const inner = peeled.length === 1 ? { ...given, raw: peeled[0] ?? given.raw } : given;
  try {
    if (peeled.length !== 1) throw new UnmappedError(`a wrapper with ${peeled.length} records: read it as a file`);
    const event = assembleEvent(source, source.map(nativeRecord(source, inner.raw)), inner, receivedAt);
    return { event, unmapped: false, line: given.line };
  } catch (error) {
    // One record must not end the import of a million others, not even by a fault of its mapping.
    const reason = error instanceof UnmappedError ? error.message : "the mapping of this system failed on it";
    const event = assembleEvent(source, unmappedMapping(source, reason), inner, receivedAt);
    return { event, unmapped: true, line: given.line };
  }
}

function nativeRecord(source: Source, text: string): Record<string, unknown> {
  const value = parseNative(text);
  if (value === undefined) throw new UnmappedError("not JSON");
  const object = asObject(value);
  if (!object) throw new UnmappedError("JSON, but not an object");
  if (!source.recognises(object)) throw new UnmappedError(`an object without the fields of ${source.title}`);
  return object;
}

function unmappedMapping(source: Source, reason: string): Mapping {
  return {
    times: [],
    action: `${source.origin}.unmapped`,
    category: "other",
    outcome: "unknown",
    severity: "info",
    actor: { type: "anonymous" },
    targets: [],
    source: {},
    metadata: { unmapped: reason },
  };
}
