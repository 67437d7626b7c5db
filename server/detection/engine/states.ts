import { createHash } from "node:crypto";
import type { StateRef, States } from "./detector.ts";

const KEY_CHARACTERS_MAX = 200;

/** A key as it is kept: long ones by their hash. */
export const stateKey = (text: string): string =>
  text.length <= KEY_CHARACTERS_MAX ? text : `sha256:${createHash("sha256").update(text).digest("hex")}`;

export const refId = ({ kind, key }: StateRef): string => `${kind}\n${key}`;

interface Row {
  ref: StateRef;
  slots: Record<string, unknown>;
  touchedMs: number;
}

/** A row as it is stored; `value` is null when nothing is left of it. */
export interface StoredState {
  kind: string;
  key: string;
  value: string | null;
  touchedMs: number;
}

/** State in memory. What is not here is unknown, not empty: `load` every row, the missing ones too, before it is used. */
export class MemoryStates implements States {
  readonly #rows = new Map<string, Row>();
  readonly #dirty = new Set<string>();
  /** Time of the event in hand: rows that change are stamped with it. */
  nowMs = 0;

  has(ref: StateRef): boolean {
    return this.#rows.has(refId(ref));
  }

  get size(): number {
    return this.#rows.size;
  }

  load(ref: StateRef, value: string | null): void {
    this.#rows.set(refId(ref), {
      ref,
      slots: value === null ? {} : (JSON.parse(value) as Record<string, unknown>),
      touchedMs: 0,
    });
  }

  get<T>(ref: StateRef, slot: string): T | undefined {
    return this.#row(ref).slots[slot] as T | undefined;
  }

  put<T>(ref: StateRef, slot: string, value: T): void {
    const row = this.#row(ref);
    row.slots[slot] = value;
    this.#touch(row);
  }

  remove(ref: StateRef, slot: string): void {
    const row = this.#row(ref);
    if (!(slot in row.slots)) return;
    delete row.slots[slot];
    this.#touch(row);
  }

  /** The rows that changed since the last call. */
  takeDirty(): StoredState[] {
    const changed = [...this.#dirty].map((id) => {
      const { ref, slots, touchedMs } = this.#rows.get(id)!;
      const isEmpty = Object.keys(slots).length === 0;
      return { kind: ref.kind, key: ref.key, value: isEmpty ? null : JSON.stringify(slots), touchedMs };
    });
    this.#dirty.clear();
    return changed;
  }

  /** Lets the rows go that were not used for longest, until `rows` are left; those that changed stay until they are taken. */
  shrink(rows: number, isPinned: (ref: StateRef) => boolean): void {
    for (const [id, { ref }] of this.#rows) {
      if (this.#rows.size <= rows) return;
      if (!this.#dirty.has(id) && !isPinned(ref)) this.#rows.delete(id);
    }
  }

  /** Marks a row as used, so that shrink lets others go first. */
  use(ref: StateRef): void {
    const id = refId(ref);
    const row = this.#rows.get(id)!;
    this.#rows.delete(id);
    this.#rows.set(id, row);
  }

  #row(ref: StateRef): Row {
    const row = this.#rows.get(refId(ref));
    if (!row) throw new Error(`the state ${ref.kind} was not loaded: a detector must name it in its refs`);
    return row;
  }

  #touch(row: Row): void {
    row.touchedMs = Math.max(row.touchedMs, this.nowMs);
    this.#dirty.add(refId(row.ref));
  }
}
