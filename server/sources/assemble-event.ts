import {
  type ActorInput,
  EVENT_LIMITS,
  type EventInput,
  type SourceInput,
  type TargetInput,
} from "#server/event-format/index.ts";
import { clearTextOf, cutBytes, idOf, lineOf, proseOf, sha256Hex, showUnstorable } from "./clean-text.ts";
import { present } from "./native-json.ts";
import { occurredAtOf } from "./native-time.ts";
import type { RawRecord } from "./read-records.ts";
import type { Mapping, Source } from "./source.ts";

const L = EVENT_LIMITS;
// Fewer and shorter than the rules allow, so that what surrounds `raw` always leaves room for some of it.
const TARGETS_MAX = 10;
const TARGET_NAME_MAX = 300;
const METADATA_TEXT_MAX = 300;
const METADATA_LIST_MAX = 10;
const EVENT_BYTES_MAX = 60_000;

/** Fits a mapping to the rules of an event: whatever a record holds, the result is one that ingestion accepts. */
export function assembleEvent(source: Source, mapping: Mapping, record: RawRecord, receivedAt: Date): EventInput {
  const occurred = occurredAtOf(mapping.times, receivedAt);
  const targets = mapping.targets.slice(0, TARGETS_MAX).map(targetOf);
  const from = sourceOf(mapping.source);
  const metadata = metadataOf({
    ...mapping.metadata,
    ...occurred.metadata,
    ...(mapping.targets.length > TARGETS_MAX ? { targets_left_out: mapping.targets.length - TARGETS_MAX } : {}),
  });
  const event = present({
    occurred_at: new Date(occurred.instantMs).toISOString(),
    action: clearTextOf(mapping.action) ?? `${source.origin}.unnamed`,
    category: mapping.category,
    crud: mapping.crud,
    outcome: mapping.outcome,
    severity: mapping.severity,
    auth_method: clearTextOf(mapping.authMethod),
    actor: actorOf(mapping.actor),
    targets,
    source: Object.keys(from).length > 0 ? from : undefined,
    session_id: idOf(mapping.sessionId, L.referenceCharactersMax),
    request_id: idOf(mapping.requestId, L.referenceCharactersMax),
    description: proseOf(mapping.description, L.descriptionCharactersMax),
    origin: { system: source.origin, ...present({ event_id: idOf(mapping.nativeId, L.referenceCharactersMax) }) },
    external_id: externalIdOf(mapping.nativeId, record),
    metadata,
  }) as EventInput & { metadata: Record<string, unknown> };
  return withRaw(event, record);
}

/** The native id if it can stand as it is; else a hash of the raw bytes, so that importing again adds nothing. */
function externalIdOf(nativeId: string | undefined, record: RawRecord): string {
  const fits = nativeId !== undefined && nativeId.length <= L.referenceCharactersMax;
  if (fits && lineOf(nativeId, nativeId.length) === nativeId) return nativeId;
  return `sha256:${record.damagedSha256 ?? sha256Hex(showUnstorable(record.raw))}`;
}

function actorOf(actor: ActorInput): ActorInput {
  const id = idOf(actor.id, L.subjectIdBytesMax);
  return {
    type: id === undefined ? "anonymous" : actor.type,
    ...present({
      id,
      name: lineOf(actor.name, L.lineCharactersMax),
      email: lineOf(actor.email, L.lineCharactersMax),
    }),
  };
}

function targetOf(target: TargetInput): TargetInput {
  const named = { id: idOf(target.id, L.subjectIdBytesMax), name: lineOf(target.name, TARGET_NAME_MAX) };
  return { type: clearTextOf(target.type) ?? "unknown", ...present(named) };
}

function sourceOf(source: SourceInput): SourceInput {
  return present({
    ip: source.ip,
    user_agent: lineOf(source.user_agent, L.lineCharactersMax),
    endpoint: lineOf(source.endpoint, L.lineCharactersMax),
    via: clearTextOf(source.via),
    environment: clearTextOf(source.environment),
  });
}

function metadataOf(members: Record<string, unknown>): Record<string, unknown> {
  const cleaned: Record<string, unknown> = {};
  for (const name of Object.keys(members)) cleaned[name] = metadataValueOf(members[name]);
  return present(cleaned);
}

function metadataValueOf(value: unknown): unknown {
  if (typeof value === "string") return lineOf(value, METADATA_TEXT_MAX);
  if (typeof value === "number") return Math.abs(value) <= Number.MAX_SAFE_INTEGER ? value : String(value);
  if (Array.isArray(value)) {
    return value.slice(0, METADATA_LIST_MAX).flatMap((item) => metadataValueOf(item) ?? []);
  }
  if (typeof value !== "object" || value === null) return value ?? undefined;
  const members = metadataOf(value as Record<string, unknown>);
  return Object.keys(members).length > 0 ? members : undefined;
}

function withRaw(event: EventInput & { metadata: Record<string, unknown> }, record: RawRecord): EventInput {
  const shown = showUnstorable(record.raw);
  if (record.damagedSha256 !== undefined) event.metadata.raw_not_utf8 = true;
  if (shown !== record.raw) event.metadata.raw_escaped = true;
  let raw = cutBytes(shown, L.rawBytesMax);
  const roomBytes = EVENT_BYTES_MAX - Buffer.byteLength(JSON.stringify(event));
  if (Buffer.byteLength(JSON.stringify(raw)) > roomBytes) raw = cutEscaped(raw, roomBytes);
  if (raw.length < shown.length) {
    event.metadata.raw_cut = true;
    event.metadata.raw_bytes = Buffer.byteLength(shown);
  }
  if (raw !== "") event.raw = raw;
  if (Object.keys(event.metadata).length === 0) return present({ ...event, metadata: undefined }) as EventInput;
  return event;
}

/** The longest beginning of a well-formed text whose JSON text, escapes included, has at most `bytesMax` bytes. */
function cutEscaped(text: string, bytesMax: number): string {
  let bytes = 2;
  let end = 0;
  while (end < text.length) {
    const point = text.codePointAt(end) ?? 0;
    bytes += escapedBytes(point);
    if (bytes > bytesMax) break;
    end += point > 0xffff ? 2 : 1;
  }
  return text.slice(0, end);
}

function escapedBytes(point: number): number {
  if (point < 0x20) return point >= 8 && point <= 13 && point !== 11 ? 2 : 6;
  if (point === 0x22 || point === 0x5c) return 2;
  if (point < 0x80) return 1;
  if (point < 0x800) return 2;
  return point > 0xffff ? 4 : 3;
}
