import type { SealedEvent } from "#tlog";
import type { EventColumns } from "../ledger/index.ts";
import { valuesOf } from "../query/index.ts";

/** Fields of which an event has one value at most, kept value by value for counting. */
export const COLUMN_FIELDS = [
  "action",
  "category",
  "crud",
  "outcome",
  "severity",
  "origin",
  "via",
  "env",
  "country",
  "auth",
  "actor.id",
  "actor.type",
  "ip",
  "key",
  "session",
] as const;
export type ColumnField = (typeof COLUMN_FIELDS)[number];

export const columnValue = (field: ColumnField, event: SealedEvent, columns: EventColumns): string | null =>
  valuesOf(field, event, columns)[0] ?? null;

export type Codes = Uint8Array | Uint16Array | Uint32Array;

/** The values of a field in a segment: `names[codes[ordinal]]`; null for none. Without codes every event has `names[0]`. */
export interface Column {
  names: (string | null)[];
  codes: Codes | null;
}

export class ColumnWriter {
  readonly #codeOf = new Map<string | null, number>();
  readonly #codes: Uint32Array;

  constructor(size: number) {
    this.#codes = new Uint32Array(size);
  }

  set(ordinal: number, value: string | null): void {
    let code = this.#codeOf.get(value);
    if (code === undefined) {
      code = this.#codeOf.size;
      this.#codeOf.set(value, code);
    }
    this.#codes[ordinal] = code;
  }

  take(): Column {
    const names = [...this.#codeOf.keys()];
    if (names.length <= 1) return { names, codes: null };
    if (names.length <= 0x100) return { names, codes: Uint8Array.from(this.#codes) };
    return { names, codes: names.length <= 0x10000 ? Uint16Array.from(this.#codes) : this.#codes };
  }
}

export function packColumn({ names, codes }: Column): { names: string; codes: Uint8Array } {
  const bytes = codes ? new Uint8Array(codes.buffer, codes.byteOffset, codes.byteLength) : new Uint8Array(0);
  return { names: JSON.stringify(names), codes: bytes };
}

export function unpackColumn(names: string, bytes: Uint8Array, size: number): Column {
  const list = JSON.parse(names) as (string | null)[];
  if (bytes.length === 0) return { names: list, codes: null };
  // A typed array must begin at a multiple of its width.
  const own = bytes.slice();
  const width = own.length / size;
  if (width === 1) return { names: list, codes: own };
  if (width === 2) return { names: list, codes: new Uint16Array(own.buffer) };
  if (width === 4) return { names: list, codes: new Uint32Array(own.buffer) };
  throw new RangeError("a column of the search index has the wrong length");
}
