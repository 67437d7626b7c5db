import { SEVERITIES } from "../event-format/index.ts";
import {
  alertedSeqs,
  canonicalBlock,
  fitsValue,
  folded,
  type QueryNode,
  type QueryTerm,
  WORD_PLACES,
} from "../query/index.ts";
import type { TermRange } from "./segments.sql.ts";
import { addressValue, existsTerm, fieldStart, termOf, toBytes, VALUE_BYTES_MAX, wordTerm } from "./terms.ts";

/** Whether a value that stands in the dictionary fits; null where it was cut and cannot tell. */
export type ValueTest = (value: string, isCut: boolean) => boolean | null;

/**
 * A query as it is answered from a segment. `terms`: the events with a term of the range, of those that pass `test`. `maybe`: no event but
 * these fits, and whether one does shows in the event alone.
 */
export type Plan =
  | { kind: "all" }
  | { kind: "unknown" }
  | { kind: "and" | "or"; plans: Plan[] }
  | { kind: "not" | "maybe"; plan: Plan }
  | { kind: "terms"; range: number; test?: ValueTest }
  | { kind: "seq"; from: number; to: number | null }
  | { kind: "seqs"; seqs: readonly number[] }
  | { kind: "time"; fromMs: number | null; toMs: number | null };

/** Plans with the ranges of terms that they need, each once. */
export class Planner {
  readonly ranges: TermRange[] = [];
  /** Some range is a whole field, whose dictionary may be long. */
  isWide = false;
  readonly #known = new Map<string, number>();
  readonly #planned = new Map<QueryTerm, Plan>();

  plan(node: QueryNode): Plan {
    switch (node.kind) {
      case "all":
        return node;
      case "and":
      case "or":
        return { kind: node.kind, plans: node.nodes.map((one) => this.plan(one)) };
      case "not":
        return { kind: "not", plan: this.plan(node.node) };
      case "term": {
        // Queries that share a term share its plan: it is evaluated once a segment.
        const plan = this.#planned.get(node) ?? this.#term(node);
        this.#planned.set(node, plan);
        return plan;
      }
    }
  }

  /** The events that have any value in a field. */
  wholeField(field: string): number {
    this.isWide = true;
    return this.#range(fieldStart(field), endOf(fieldStart(field)));
  }

  #range(lo: string, hi: string): number {
    const name = `${lo}\n${hi}`;
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    this.ranges.push({ lo, hi });
    this.#known.set(name, this.ranges.length - 1);
    return this.ranges.length - 1;
  }

  #exactTerm(term: string): Plan {
    return { kind: "terms", range: this.#range(term, term) };
  }

  #value(field: string, value: string): Plan {
    const plan = this.#exactTerm(termOf(field, value));
    return isCut(value) ? { kind: "maybe", plan } : plan;
  }

  #prefix(field: string, prefix: string): Plan {
    if (isCut(prefix)) return { kind: "maybe", plan: this.#exactTerm(termOf(field, prefix)) };
    const lo = termOf(field, prefix);
    return { kind: "terms", range: this.#range(lo, endOf(lo)) };
  }

  #tested(field: string, test: ValueTest): Plan {
    return { kind: "terms", range: this.wholeField(field), test };
  }

  #term(term: QueryTerm): Plan {
    switch (term.field) {
      case "words":
        return term.match === "words" ? this.#words(term) : { kind: "unknown" };
      case "has":
        if (term.match !== "exact") return { kind: "unknown" };
        if (term.value === "alert") return { kind: "seqs", seqs: alertedSeqs(term) };
        return this.#exactTerm(termOf("has", term.value));
      case "seq":
        if (term.match === "exists") return { kind: "all" };
        return term.match === "range" ? { kind: "seq", from: term.from, to: term.to } : { kind: "unknown" };
      case "after":
      case "before":
      case "during":
        return term.match === "time" ? { kind: "time", fromMs: term.fromMs, toMs: term.toMs } : { kind: "unknown" };
      case "id":
        return term.match === "exists" ? { kind: "all" } : { kind: "unknown" };
      case "actor":
        return this.#anyOf(["actor.id"], ["actor.name", "actor.email"], term);
      case "target":
        return this.#anyOf(["target.id"], ["target.name"], term);
      case "behalf":
        return this.#behalf(term);
      case "ip":
        return this.#address(term);
      default:
        return this.#match(term.field, term);
    }
  }

  #match(field: string, term: QueryTerm): Plan {
    switch (term.match) {
      case "exact":
        return this.#value(field, term.value);
      case "prefix":
        return this.#prefix(field, term.value);
      case "contains":
        return this.#tested(field, (value, isCut) => fitsValue(term, value) || (isCut ? null : false));
      case "exists":
        return this.#exactTerm(existsTerm(field));
      case "number":
        return this.#tested(field, (value, isCut) => (isCut ? null : fitsValue(term, value)));
      case "range": {
        const names = SEVERITIES.slice(term.from, (term.to ?? SEVERITIES.length) + 1);
        return { kind: "or", plans: names.map((name) => this.#value(field, name)) };
      }
      default:
        return { kind: "unknown" };
    }
  }

  /** Ids are compared as they are written, names and addresses without regard to case. */
  #anyOf(ids: string[], texts: string[], term: QueryTerm): Plan {
    const plans = [
      ...ids.map((field) => this.#match(field, term)),
      ...texts.map((field) => this.#match(field, folded(term))),
    ];
    return { kind: "or", plans };
  }

  #behalf(term: QueryTerm): Plan {
    return { kind: "or", plans: [this.#match("behalf", term), this.#match("behalf", folded(term))] };
  }

  #address(term: QueryTerm): Plan {
    if (term.match === "exact") return this.#value("ip", addressValue(term.value));
    if (term.match !== "block")
      return term.match === "exists" ? this.#exactTerm(existsTerm("ip")) : { kind: "unknown" };
    const block = canonicalBlock(term.value);
    if (!block) throw new Error("a query tree holds an address block that cannot be read");
    const [lo, hi] = [addressValue(block.first), addressValue(block.last)];
    return { kind: "terms", range: this.#range(termOf("ip", lo), termOf("ip", hi)) };
  }

  #words({ words, isPrefix, places = [...WORD_PLACES] }: Extract<QueryTerm, { match: "words" }>): Plan {
    const last = words.length - 1;
    const plans = places.map((place): Plan => {
      const each = words.map((word, i) =>
        isPrefix && i === last ? this.#prefix(`w.${place}`, word) : this.#word(place, word),
      );
      return each.length === 1 ? each[0]! : { kind: "and", plans: each };
    });
    const plan: Plan = { kind: "or", plans };
    return words.length === 1 ? plan : { kind: "maybe", plan };
  }

  #word(place: string, word: string): Plan {
    const plan = this.#exactTerm(wordTerm(place, word));
    return isCut(word) ? { kind: "maybe", plan } : plan;
  }
}

const isCut = (value: string) => toBytes(value).length >= VALUE_BYTES_MAX;

/** Behind every term that begins with `lo`: no byte of UTF-8 is 0xff. */
const endOf = (lo: string) => `${lo}\xff`;
