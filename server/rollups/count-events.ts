import type { SealedEvent } from "#tlog";
import type { TenantTransaction } from "../access/index.ts";
import { deriveColumns, type EventColumns } from "../ledger/index.ts";
import {
  type KnownValue,
  type Room,
  readDays,
  readRooms,
  readValues,
  writeDays,
  writeRooms,
  writeValues,
} from "./day-counts.sql.ts";
import { addToDay, type DayCounts, dayOf, quarterOf } from "./day-counts.ts";
import {
  type Counted,
  countedUnder,
  isCounted,
  KEPT_FOR_ALL_TIME,
  REMEMBERED,
  REMEMBERED_MAX,
  VALUES_MAX,
} from "./kinds.ts";

/** An event with what it is counted under. */
export interface CountedEvent {
  seq: number;
  event: SealedEvent;
  columns: EventColumns;
  day: string;
  quarter: number;
  counted: Counted[];
}

/** What of the events is counted, in order. */
export function countedOf(firstSeq: number, events: readonly SealedEvent[]): CountedEvent[] {
  return events.flatMap((event, i) => {
    const columns = deriveColumns(event);
    if (!isCounted(columns)) return [];
    const { occurredAtMs: ms } = columns;
    const counted = countedUnder(event, columns);
    return [{ seq: firstSeq + i, event, columns, day: dayOf(ms), quarter: quarterOf(ms), counted }];
  });
}

/** The day of what is kept for all time: no event is of it. */
export const ALL_TIME = "0001-01-01";
const keyOf = (kind: string, value: string, day = "") => `${day}\n${kind}\n${value}`;

/** The counts that a batch touches: as stored at first, then with each event added in the order of the ledger. */
export class Counts {
  readonly #days = new Map<string, DayCounts>();
  readonly #changed = new Set<DayCounts>();
  readonly #rooms = new Map<string, Room>();
  readonly #values = new Map<string, KnownValue>();

  /** Reads what is stored of everything that the events are counted under, and of `more`. */
  async load(
    tx: TenantTransaction,
    events: readonly CountedEvent[],
    more: readonly (Counted & { day: string })[],
  ): Promise<void> {
    const days = new Map<string, Counted & { day: string }>();
    const values = new Map<string, Counted>();
    const rooms = new Map<string, { day: string; kind: string }>();
    const wantRoom = (day: string, kind: string) => rooms.set(keyOf(kind, "", day), { day, kind });
    const want = (day: string, { kind, value }: Counted) => {
      if (!KEPT_FOR_ALL_TIME.has(kind)) {
        days.set(keyOf(kind, value, day), { day, kind, value });
        wantRoom(day, kind);
      }
      if (KEPT_FOR_ALL_TIME.has(kind) || REMEMBERED.has(kind)) {
        values.set(keyOf(kind, value), { kind, value });
        wantRoom(ALL_TIME, kind);
      }
    };
    for (const { day, counted } of events) for (const one of counted) want(day, one);
    for (const one of more) want(one.day, one);
    for (const one of await readDays(tx, [...days.values()])) this.#days.set(keyOf(one.kind, one.value, one.day), one);
    for (const one of await readRooms(tx, [...rooms.values()])) this.#rooms.set(keyOf(one.kind, "", one.day), one);
    for (const one of await readValues(tx, [...values.values()])) this.#values.set(keyOf(one.kind, one.value), one);
  }

  addEvent({ event, columns, day, quarter, counted }: CountedEvent): void {
    for (const one of counted)
      this.add(one, { day, quarter, outcome: columns.outcome, event, ms: columns.occurredAtMs });
  }

  add(one: Counted, at: { day: string; quarter: number; outcome: string; event: SealedEvent; ms: number }): void {
    const { kind, value } = one;
    if (KEPT_FOR_ALL_TIME.has(kind) || REMEMBERED.has(kind)) this.#remember(one, at);
    if (KEPT_FOR_ALL_TIME.has(kind)) return;
    const key = keyOf(kind, value, at.day);
    let counts = this.#days.get(key);
    if (!counts) {
      if (!this.#admit(kind, at.day, VALUES_MAX[kind]!)) return;
      counts = { day: at.day, kind, value, quarters: new Map() };
      this.#days.set(key, counts);
    }
    addToDay(counts, at.quarter, at.outcome);
    this.#changed.add(counts);
  }

  async store(tx: TenantTransaction): Promise<void> {
    await writeDays(tx, [...this.#changed]);
    await writeRooms(tx, [...this.#rooms.values()]);
    await writeValues(tx, [...this.#values.values()]);
  }

  /** Whether there is room for one more value of the kind; if not, the event is counted as let go. */
  #admit(kind: string, day: string, most: number): boolean {
    const key = keyOf(kind, "", day);
    const room = this.#rooms.get(key) ?? { day, kind, kept: 0, letGo: 0 };
    this.#rooms.set(key, room);
    if (room.kept >= most) {
      room.letGo++;
      return false;
    }
    room.kept++;
    return true;
  }

  #remember({ kind, value }: Counted, { event, ms }: { event: SealedEvent; ms: number }): void {
    const key = keyOf(kind, value);
    let known = this.#values.get(key);
    if (!known) {
      if (!this.#admit(kind, ALL_TIME, REMEMBERED_MAX)) return;
      known = { kind, value, events: 0, firstMs: ms, lastMs: ms, name: null, lat: null, lon: null };
      this.#values.set(key, known);
    }
    known.events++;
    if (ms >= known.lastMs || known.name === null) known.name = nameIn(kind, event) ?? known.name;
    const { lat, lon } = event.source?.location ?? {};
    if (
      kind.startsWith("place") &&
      lat !== undefined &&
      lon !== undefined &&
      (ms >= known.lastMs || known.lat === null)
    )
      Object.assign(known, { lat, lon });
    known.firstMs = Math.min(known.firstMs, ms);
    known.lastMs = Math.max(known.lastMs, ms);
  }
}

function nameIn(kind: string, event: SealedEvent): string | undefined {
  if (kind.startsWith("actor.")) return kind === "actor.env" ? undefined : event.actor.name;
  if (kind.startsWith("place")) return event.source?.location?.city;
  return undefined;
}
