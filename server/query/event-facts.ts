import ipaddr from "ipaddr.js";
import { type WordPlace, wordsOf } from "#query";
import type { SealedEvent } from "#tlog";
import type { EventColumns } from "../ledger/index.ts";
import { pathsOf, textsOf, type ValueField, valuesOf } from "./event-values.ts";
import type { MatchableEvent } from "./match-query.ts";

const NOTHING: readonly string[] = [];

/** An event with what queries ask of it, found when it is first asked for and shared by all queries on it. */
export class EventFacts implements MatchableEvent {
  readonly seq: number;
  readonly event: SealedEvent;
  readonly columns: EventColumns;
  #values: Map<ValueField, readonly string[]> | undefined;
  #paths: ReturnType<typeof pathsOf> | undefined;
  #byPath: Map<string, string[]> | undefined;
  #words: (readonly [WordPlace, readonly string[]])[] | undefined;
  #address: number[] | null | undefined;

  constructor(seq: number, event: SealedEvent, columns: EventColumns) {
    this.seq = seq;
    this.event = event;
    this.columns = columns;
  }

  /** As valuesOf gives them. */
  values(field: ValueField): readonly string[] {
    if (field.startsWith("metadata.") || field.startsWith("changes.")) return this.#pathValues().get(field) ?? NOTHING;
    this.#values ??= new Map();
    let found = this.#values.get(field);
    if (!found) {
      found = valuesOf(field, this.event, this.columns);
      this.#values.set(field, found);
    }
    return found;
  }

  /** The texts that words are searched in, as their words. */
  words(): readonly (readonly [WordPlace, readonly string[]])[] {
    this.#words ??= textsOf(this.event, this.#allPaths()).map(([place, text]) => [place, wordsOf(text)] as const);
    return this.#words;
  }

  /** The bytes of the address that the event came from; null without one. */
  address(): number[] | null {
    if (this.#address === undefined) this.#address = addressBytes(this.columns.ip);
    return this.#address;
  }

  #allPaths() {
    this.#paths ??= pathsOf(this.event);
    return this.#paths;
  }

  #pathValues(): Map<string, string[]> {
    if (this.#byPath) return this.#byPath;
    const found = new Map<string, string[]>();
    for (const { kind, path, value } of this.#allPaths()) {
      const name = `${kind}.${path}`;
      const known = found.get(name);
      if (known) known.push(value);
      else found.set(name, [value]);
    }
    this.#byPath = found;
    return found;
  }
}

export const addressBytes = (text: string | null): number[] | null =>
  text !== null && ipaddr.isValid(text) ? ipaddr.parse(text).toByteArray() : null;
