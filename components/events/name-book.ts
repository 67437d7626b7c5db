import { actorName, targetName, visibleLine } from "#wording";
import type { EventRow } from "./event-rows.ts";

export interface Suggestion {
  /** What goes into the query. */
  value: string;
  label: string;
  /** Beneath the label: the id, when the label is a name. */
  hint: string;
}

type Kind = "action" | "actor" | "target";

const kindOf = (field: string): "actor" | "target" | undefined =>
  /^(actor|target)(\.id)?$/.test(field) ? (field.replace(".id", "") as "actor" | "target") : undefined;

/** Who and what has been seen so far on this page: names for ids, and suggestions by how often they occurred. */
export class NameBook {
  readonly #seen: Record<Kind, Map<string, { label: string; count: number }>> = {
    action: new Map(),
    actor: new Map(),
    target: new Map(),
  };
  readonly #ids = new Set<string>();

  /** Takes in what it has not seen. */
  add(rows: readonly EventRow[]): this {
    for (const { event } of rows) {
      if (this.#ids.has(event.id)) continue;
      this.#ids.add(event.id);
      this.#count("action", event.action, event.action);
      if (event.actor.id) this.#count("actor", event.actor.id, actorName(event.actor));
      const main = event.targets?.[0];
      if (main?.id) this.#count("target", main.id, targetName(main));
    }
    return this;
  }

  #count(kind: Kind, value: string, label: string) {
    const known = this.#seen[kind].get(value);
    if (known) known.count++;
    else this.#seen[kind].set(value, { label, count: 1 });
  }

  /** Takes in the name of an id that stands in no row here. */
  learn(field: string, value: string, label: string): void {
    const kind = kindOf(field);
    if (kind && !this.#seen[kind].has(value)) this.#seen[kind].set(value, { label: visibleLine(label), count: 0 });
  }

  /** The name of the value, if one is known. */
  of(field: string, value: string): string | undefined {
    const kind = kindOf(field);
    return kind && this.#seen[kind].get(value)?.label;
  }

  /** The values whose name or id contains the text, the most frequent first. */
  suggest(kind: Kind, text: string, rowsMax = 8): Suggestion[] {
    const wanted = text.trim().toLowerCase();
    return [...this.#seen[kind]]
      .filter(([value, { label }]) => `${label}\n${value}`.toLowerCase().includes(wanted))
      .sort((a, b) => b[1].count - a[1].count)
      .slice(0, rowsMax)
      .map(([value, { label }]) => ({ value, label, hint: label === value ? "" : value }));
  }
}
