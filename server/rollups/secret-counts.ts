import type { SealedEvent } from "#tlog";
import type { SecretActorRow, SecretReaderRow, SecretRow } from "./secret-counts.sql.ts";
import type { NamedSecret, SecretRule } from "./secret-rules.ts";

export const SECRETS_MAX = 10_000;
/** Pairs of a type and an id that events have, but none in one target yet: they never take the room of secrets. */
export const UNNAMED_MAX = 10_000;
const READERS_MAX = 200;
const ENVIRONMENTS_MAX = 8;
const DAYS_MAX = 3_650;

/** What an event did with a secret. */
export interface SecretEvent {
  seq: number;
  ms: number;
  event: SealedEvent;
  secret: NamedSecret;
  isRead: boolean;
}

export const actorOf = ({ actor }: SealedEvent): SecretActorRow => ({
  type: actor.type,
  id: actor.id ?? null,
  name: actor.name ?? null,
});
export const readerKey = (secretId: string, event: SealedEvent) =>
  `${secretId}\n${event.actor.type}\n${event.actor.id ?? ""}`;

const isLater = (ms: number, seq: number, atMs: number | null, atSeq: number | null) =>
  atMs === null || ms > atMs || (ms === atMs && seq >= (atSeq ?? 0));

export function newSecret({ id, type, targetId }: NamedSecret, ms: number): SecretRow {
  const none = {
    createdMs: null,
    deletedMs: null,
    lastReadMs: null,
    lastReadSeq: null,
    lastReadBy: null,
    unnamedReadMs: null,
  };
  const never = { lastRotatedMs: null, lastRotatedSeq: null, lastRotatedBy: null, statedDays: null, statedMs: null };
  const counts = { events: 0, reads: 0, rotations: 0, people: 0, services: 0, readsLetGo: 0 };
  return {
    ...{ id, type, targetId, isNamed: false, isLowerBound: false, name: null, firstMs: ms, lastMs: ms },
    ...{ ...none, ...never, ...counts, environments: {}, environment: null },
  };
}

/** Adds an event to a secret; in the order of the ledger, whatever the order of their times. */
export function addToSecret(row: SecretRow, one: SecretEvent, rule: SecretRule): void {
  const { seq, ms, event, secret } = one;
  row.events++;
  if (secret.name !== undefined && (row.name === null || ms >= row.lastMs)) row.name = secret.name;
  row.firstMs = Math.min(row.firstMs, ms);
  row.lastMs = Math.max(row.lastMs, ms);
  if (addEnvironment(row.environments, event)) row.environment = mostOf(row.environments);
  if (one.isRead) {
    row.reads++;
    if (isLater(ms, seq, row.lastReadMs, row.lastReadSeq))
      Object.assign(row, { lastReadMs: ms, lastReadSeq: seq, lastReadBy: actorOf(event) });
  }
  const isRotation = rule.is("rotation", seq, event);
  if (isRotation) {
    row.rotations++;
    if (isLater(ms, seq, row.lastRotatedMs, row.lastRotatedSeq))
      Object.assign(row, { lastRotatedMs: ms, lastRotatedSeq: seq, lastRotatedBy: actorOf(event) });
  }
  const isCreation = rule.is("creation", seq, event);
  if (isCreation && !isRotation) row.createdMs = Math.max(row.createdMs ?? ms, ms);
  if (rule.is("deletion", seq, event)) row.deletedMs = Math.max(row.deletedMs ?? ms, ms);
  const stated = isRotation || isCreation ? event.metadata?.rotation_days : undefined;
  if (typeof stated === "number" && Number.isInteger(stated) && stated >= 1 && stated <= DAYS_MAX)
    if (row.statedMs === null || ms >= row.statedMs) Object.assign(row, { statedDays: stated, statedMs: ms });
}

/** Counts the environment of an event, if it says one and there is room for it. */
function addEnvironment(environments: Record<string, number>, event: SealedEvent): boolean {
  const environment = event.source?.environment?.toLowerCase();
  if (environment === undefined) return false;
  const known = Object.hasOwn(environments, environment);
  if (!known && Object.keys(environments).length >= ENVIRONMENTS_MAX) return false;
  // A name such as __proto__ is a name like others.
  Object.defineProperty(environments, environment, {
    value: (known ? environments[environment]! : 0) + 1,
    enumerable: true,
    writable: true,
    configurable: true,
  });
  return true;
}

const mostOf = (environments: Record<string, number>) =>
  Object.entries(environments).sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))[0]![0];

/** Adds a read to its reader; undefined when the secret has no room for another one. */
export function addReader(
  row: SecretRow,
  known: SecretReaderRow | undefined,
  { ms, event }: Pick<SecretEvent, "ms" | "event">,
): SecretReaderRow | undefined {
  const { type, id, name } = actorOf(event);
  if (!known && row.people + row.services >= READERS_MAX) {
    row.readsLetGo++;
    return undefined;
  }
  if (!known) row[type === "user" ? "people" : "services"]++;
  const reader = known ?? {
    secretId: row.id,
    actorType: type,
    actorId: id ?? "",
    name: null,
    reads: 0,
    firstMs: ms,
    lastMs: ms,
    readsIn: {},
  };
  reader.reads++;
  addEnvironment(reader.readsIn, event);
  if (name !== null && (reader.name === null || ms >= reader.lastMs)) reader.name = name;
  reader.firstMs = Math.min(reader.firstMs, ms);
  reader.lastMs = Math.max(reader.lastMs, ms);
  return reader;
}
