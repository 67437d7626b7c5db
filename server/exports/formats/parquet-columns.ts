import { canonicalize, type SealedEvent } from "#tlog";
import { actorChain, fromOf, metadataText, sentenceOf, sentenceText } from "#wording";
import type { ExportRow, FileAbout } from "./format.ts";

type Value = string | number | bigint | Date | undefined;

/** A column of the file: its name, type and what it holds of a row. */
export interface ParquetColumn {
  name: string;
  type: "string" | "int64" | "double" | "timestamp";
  isRequired: boolean;
  value(row: ExportRow, text: string): Value;
}

const string = (name: string, of: (event: SealedEvent) => string | undefined, isRequired = false): ParquetColumn => ({
  name,
  type: "string",
  isRequired,
  value: ({ event }) => of(event),
});
/** Lists and objects, as canonical JSON. */
const json = (name: string, of: (event: SealedEvent) => unknown): ParquetColumn =>
  string(name, (event) => {
    const value = of(event);
    return value === undefined ? undefined : canonicalize(value);
  });
const number = (name: string, of: (event: SealedEvent) => number | undefined): ParquetColumn => ({
  name,
  type: "double",
  isRequired: false,
  value: ({ event }) => of(event),
});
const timestamp = (name: string, of: (event: SealedEvent) => string): ParquetColumn => ({
  name,
  type: "timestamp",
  isRequired: true,
  value: ({ event }) => new Date(of(event)),
});

const FIXED: readonly ParquetColumn[] = [
  { name: "seq", type: "int64", isRequired: true, value: ({ seq }) => BigInt(seq) },
  string("id", (event) => event.id, true),
  timestamp("occurred_at", (event) => event.occurred_at),
  timestamp("received_at", (event) => event.received_at),
  string("sentence", (event) => sentenceText(sentenceOf(event)), true),
  string("action", (event) => event.action, true),
  string("category", (event) => event.category),
  string("crud", (event) => event.crud),
  string("outcome", (event) => event.outcome, true),
  string("severity", (event) => event.severity, true),
  string("auth_method", (event) => event.auth_method),
  string("actor", (event) => actorChain(event.actor).join(" for "), true),
  string("actor_type", ({ actor }) => actor.type),
  string("actor_id", ({ actor }) => actor.id),
  string("actor_name", ({ actor }) => actor.name),
  string("actor_email", ({ actor }) => actor.email),
  json("actor_metadata", ({ actor }) => actor.metadata),
  json("actor_on_behalf_of", ({ actor }) => actor.on_behalf_of),
  string("target_type", ({ targets }) => targets?.[0]?.type),
  string("target_id", ({ targets }) => targets?.[0]?.id),
  string("target_name", ({ targets }) => targets?.[0]?.name),
  json("targets", ({ targets }) => targets),
  string("from", fromOf),
  string("source_ip", ({ source }) => source?.ip),
  string("source_user_agent", ({ source }) => source?.user_agent),
  string("source_endpoint", ({ source }) => source?.endpoint),
  string("source_via", ({ source }) => source?.via),
  string("source_environment", ({ source }) => source?.environment),
  string("source_country", ({ source }) => source?.location?.country),
  string("source_region", ({ source }) => source?.location?.region),
  string("source_city", ({ source }) => source?.location?.city),
  number("source_lat", ({ source }) => source?.location?.lat),
  number("source_lon", ({ source }) => source?.location?.lon),
  string("session_id", (event) => event.session_id),
  string("request_id", (event) => event.request_id),
  string("description", (event) => event.description),
  json("changes", (event) => event.changes),
  json("metadata", (event) => event.metadata),
  string("origin_system", ({ origin }) => origin?.system),
  string("origin_event_id", ({ origin }) => origin?.event_id),
  string("external_id", (event) => event.external_id),
  number("schema_version", (event) => event.schema_version),
  string("app_version", (event) => event.app_version),
  string("key", (event) => event.key),
  string("tenant", (event) => event.tenant, true),
  {
    name: "masked",
    type: "string",
    isRequired: false,
    value: ({ masked }) => (masked && masked.length > 0 ? canonicalize(masked) : undefined),
  },
  { name: "event", type: "string", isRequired: true, value: (_row, text) => text },
];

const METADATA = "metadata.";

/** All columns that an event has, and those in the metadata that the export asks for. */
export const parquetColumns = (about: FileAbout): ParquetColumn[] => [
  ...FIXED,
  ...about.columns
    .filter((id) => id.startsWith(METADATA))
    .map((id) => string(id, (event) => metadataText(event.metadata, id.slice(METADATA.length)) || undefined)),
];
