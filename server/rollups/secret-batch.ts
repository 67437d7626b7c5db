import type { TenantTransaction } from "../access/index.ts";
import { ALL_TIME, type CountedEvent, type Counts } from "./count-events.ts";
import { type Room, readRooms, writeRooms } from "./day-counts.sql.ts";
import type { Counted } from "./kinds.ts";
import {
  readReaders,
  readSecrets,
  type SecretReaderRow,
  type SecretRow,
  writeReaders,
  writeSecrets,
} from "./secret-counts.sql.ts";
import {
  addReader,
  addToSecret,
  newSecret,
  readerKey,
  SECRETS_MAX,
  type SecretEvent,
  UNNAMED_MAX,
} from "./secret-counts.ts";
import type { SecretRule } from "./secret-rules.ts";

/** The rooms of what is kept: secrets that an event named, and pairs of a type and an id that none has in one target yet. */
const NAMED = "secret.target";
const UNNAMED = "secret.unnamed";
const roomOf = (kind: string): Room => ({ day: ALL_TIME, kind, kept: 0, letGo: 0 });

/**
 * The secrets that a batch of events tells of: as stored at first, then with each event added. A pair that no event has named is counted by itself, so
 * that its numbers are right on the day when one does; its reads till then are of no reader and no day.
 */
export class SecretBatch {
  readonly #rule: SecretRule;
  readonly #events = new Map<number, (SecretEvent & { day: string; quarter: number })[]>();
  readonly #rows = new Map<string, SecretRow>();
  readonly #readers = new Map<string, SecretReaderRow>();
  readonly #most: Record<string, number>;
  readonly #rooms = new Map([NAMED, UNNAMED].map((kind) => [kind, roomOf(kind)]));

  constructor(
    events: readonly CountedEvent[],
    rule: SecretRule,
    most: { named: number; unnamed: number } = { named: SECRETS_MAX, unnamed: UNNAMED_MAX },
  ) {
    this.#rule = rule;
    this.#most = { [NAMED]: most.named, [UNNAMED]: most.unnamed };
    for (const { seq, event, columns, day, quarter } of events) {
      const secrets = rule.secretsOf(event);
      if (secrets.length === 0) continue;
      const isRead = rule.is("read", seq, event);
      const of = { seq, ms: columns.occurredAtMs, event, isRead, day, quarter };
      this.#events.set(
        seq,
        secrets.map((secret) => ({ ...of, secret })),
      );
    }
  }

  async load(tx: TenantTransaction): Promise<void> {
    const events = [...this.#events.values()].flat();
    if (events.length === 0) return;
    for (const row of await readSecrets(tx, [...new Set(events.map(({ secret }) => secret.id))]))
      this.#rows.set(row.id, row);
    const reads = new Map(this.#reads().map((one) => [readerKey(one.secret.id, one.event), one]));
    const keys = [...reads.values()].map(({ secret, event: { actor } }) => ({
      secretId: secret.id,
      actorType: actor.type,
      actorId: actor.id ?? "",
    }));
    for (const reader of await readReaders(tx, keys))
      this.#readers.set(`${reader.secretId}\n${reader.actorType}\n${reader.actorId}`, reader);
    for (const room of await readRooms(tx, [...this.#rooms.values()])) this.#rooms.set(room.kind, room);
  }

  /** Reads of what is named, or is in this batch. */
  #reads() {
    const events = [...this.#events.values()].flat();
    const named = new Set(events.filter(({ secret }) => secret.isNamed).map(({ secret }) => secret.id));
    return events.filter(
      ({ isRead, secret: { id } }) => isRead && (named.has(id) || this.#rows.get(id)?.isNamed === true),
    );
  }

  /** The days of reads that are counted among the others. */
  readDays(): (Counted & { day: string })[] {
    return this.#reads().map(({ secret, day }) => ({ kind: "secret", value: secret.id, day }));
  }

  addEvent(seq: number, counts: Counts): void {
    for (const one of this.#events.get(seq) ?? []) {
      const { secret, event, ms, day, quarter, isRead } = one;
      const row = this.#rowFor(one);
      if (!row) continue;
      addToSecret(row, one, this.#rule);
      if (!isRead || !row.isNamed) continue;
      counts.add({ kind: "secret", value: secret.id }, { day, quarter, outcome: event.outcome, event, ms });
      const key = readerKey(secret.id, event);
      const reader = addReader(row, this.#readers.get(key), one);
      if (reader) this.#readers.set(key, reader);
    }
  }

  /** The row that an event counts for; undefined where there is no room for one. */
  #rowFor({ secret, ms }: SecretEvent): SecretRow | undefined {
    const known = this.#rows.get(secret.id);
    if (known && (known.isNamed || !secret.isNamed)) return known;
    const unnamed = this.#rooms.get(UNNAMED)!;
    if (!this.#admit(secret.isNamed ? NAMED : UNNAMED)) return known;
    if (known) {
      unnamed.kept--;
      Object.assign(known, { isNamed: true, unnamedReadMs: known.lastReadMs });
      return known;
    }
    const row = { ...newSecret(secret, ms), isNamed: secret.isNamed, isLowerBound: unnamed.letGo > 0 };
    this.#rows.set(secret.id, row);
    return row;
  }

  #admit(kind: string): boolean {
    const room = this.#rooms.get(kind)!;
    const hasRoom = room.kept < this.#most[kind]!;
    room[hasRoom ? "kept" : "letGo"]++;
    return hasRoom;
  }

  async store(tx: TenantTransaction): Promise<void> {
    if (this.#events.size === 0) return;
    await writeSecrets(tx, [...this.#rows.values()]);
    await writeReaders(tx, [...this.#readers.values()]);
    await writeRooms(tx, [...this.#rooms.values()]);
  }
}
