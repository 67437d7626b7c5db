export { type MappedRecord, mapRecord } from "./map-record.ts";
export { type RawRecord, readRecordStream, readRecords } from "./read-records.ts";
export { type Envelope, type Mapping, type Source, type SystemName, UnmappedError } from "./source.ts";
export { SYSTEMS } from "./systems.ts";
