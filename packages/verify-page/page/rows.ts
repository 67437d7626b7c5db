import { utf8Text } from "../../tlog/index.ts";

/** A line of events.ndjson to look at; `value` is absent where it cannot be read. */
export interface Row {
  line: number;
  text: string;
  value?: Record<string, unknown>;
}

const NEWLINE = 10;
const LEAF_INITIAL = 0x6c;

/** Finds the rows in events.ndjson; they are read when they are looked at. */
export class Rows {
  readonly #bytes: Uint8Array;
  readonly #starts: number[] = [];
  readonly #lines: number[] = [];

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    for (let start = 0, line = 1; start < bytes.length; line++) {
      const end = bytes.indexOf(NEWLINE, start);
      // In canonical JSON a left-out leaf, and nothing else, begins with its member "leaf".
      if (bytes[start + 2] !== LEAF_INITIAL) {
        this.#starts.push(start);
        this.#lines.push(line);
      }
      start = end < 0 ? bytes.length : end + 1;
    }
  }

  get count(): number {
    return this.#starts.length;
  }

  /** Place among the rows of a line of the file. */
  indexOfLine(line: number): number {
    return this.#lines.indexOf(line);
  }

  slice(from: number, to: number): Row[] {
    return this.#starts.slice(from, to).map((start, i) => {
      const end = this.#bytes.indexOf(NEWLINE, start);
      return readRow(this.#bytes.subarray(start, end < 0 ? this.#bytes.length : end), this.#lines[from + i]!);
    });
  }
}

function readRow(bytes: Uint8Array, line: number): Row {
  let text = "";
  try {
    text = utf8Text(bytes);
    const value = JSON.parse(text);
    if (typeof value === "object" && value !== null) return { line, text, value };
  } catch {
    // Shown as it is.
  }
  return { line, text: text || "(not UTF-8)" };
}

const membersOf = (value: unknown) =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};

const shown = (value: unknown) =>
  value === undefined ? "" : typeof value === "string" ? value : JSON.stringify(value);

/** The cells of a row: seq, time, actor, action, target, outcome. */
export function cellsOf({ value, text }: Row): string[] {
  if (value === undefined) return ["?", "", text, "", "", ""];
  const event = membersOf(value.event);
  const actor = membersOf(event.actor);
  const target = membersOf(Array.isArray(event.targets) ? event.targets[0] : undefined);
  const digests = membersOf(value.digests);
  const nameOf = (thing: Record<string, unknown>, part: string) =>
    digests[part] === undefined ? shown(thing.name ?? thing.id ?? thing.type) : `${shown(thing.type)}, withheld`;
  return [
    shown(value.seq),
    shown(event.occurred_at),
    nameOf(actor, "actor"),
    shown(event.action),
    nameOf(target, "targets"),
    shown(event.outcome),
  ];
}
