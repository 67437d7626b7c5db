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
import { addReader, addToSecret, newSecret, readerKey, SECRETS_MAX, type SecretEvent } from "./secret-counts.ts";
import type { SecretRule } from "./secret-rules.ts";

const TARGETS = "secret.target";

/** The secrets that a batch of events tells of: as stored at first, then with each event added. */
export class SecretBatch {
  readonly #rule: SecretRule;
  readonly #events = new Map<number, (SecretEvent & { day: string; quarter: number })[]>();
  readonly #rows = new Map<string, SecretRow>();
  readonly #readers = new Map<string, SecretReaderRow>();
  #room: Room = { day: ALL_TIME, kind: TARGETS, kept: 0, letGo: 0 };

  constructor(events: readonly CountedEvent[], rule: SecretRule) {
    this.#rule = rule;
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
    const reads = new Map(
      events.filter(({ isRead }) => isRead).map((one) => [readerKey(one.secret.id, one.event), one]),
    );
    const keys = [...reads.values()].map(({ secret, event: { actor } }) => ({
      secretId: secret.id,
      actorType: actor.type,
      actorId: actor.id ?? "",
    }));
    for (const reader of await readReaders(tx, keys))
      this.#readers.set(`${reader.secretId}\n${reader.actorType}\n${reader.actorId}`, reader);
    this.#room = (await readRooms(tx, [this.#room]))[0] ?? this.#room;
  }

  /** The days of reads that are counted among the others. */
  readDays(): (Counted & { day: string })[] {
    return [...this.#events.values()].flatMap((events) =>
      events.filter(({ isRead }) => isRead).map(({ secret, day }) => ({ kind: "secret", value: secret.id, day })),
    );
  }

  addEvent(seq: number, counts: Counts): void {
    for (const one of this.#events.get(seq) ?? []) {
      const { secret, event, ms, day, quarter, isRead } = one;
      let row = this.#rows.get(secret.id);
      if (!row) {
        if (this.#room.kept >= SECRETS_MAX) {
          this.#room.letGo++;
          continue;
        }
        this.#room.kept++;
        row = newSecret(secret, ms);
        this.#rows.set(secret.id, row);
      }
      addToSecret(row, one, this.#rule);
      if (!isRead) continue;
      counts.add({ kind: "secret", value: secret.id }, { day, quarter, outcome: event.outcome, event, ms });
      const key = readerKey(secret.id, event);
      const reader = addReader(row, this.#readers.get(key), one);
      if (reader) this.#readers.set(key, reader);
    }
  }

  async store(tx: TenantTransaction): Promise<void> {
    if (this.#events.size === 0) return;
    await writeSecrets(tx, [...this.#rows.values()]);
    await writeReaders(tx, [...this.#readers.values()]);
    await writeRooms(tx, [this.#room]);
  }
}
