/**
 * The fields that a query may name, besides the values at a path of the metadata and of the changes. `actor`, `target` and `behalf` look at
 * ids, names and e-mail addresses alike; `words` is what stands without a field; `has` takes the name of something optional.
 */
export const QUERY_FIELDS = [
  "action",
  "category",
  "crud",
  "outcome",
  "severity",
  "origin",
  "via",
  "env",
  "country",
  "city",
  "auth",
  "actor",
  "actor.id",
  "actor.name",
  "actor.email",
  "actor.type",
  "behalf",
  "target",
  "target.id",
  "target.name",
  "target.type",
  "ip",
  "session",
  "request",
  "id",
  "seq",
  "key",
  "after",
  "before",
  "during",
  "has",
  "words",
] as const;
export type NamedField = (typeof QUERY_FIELDS)[number];
export type QueryField = NamedField | `metadata.${string}` | `changes.${string}`;

/** Where words are searched for. `actor` and `target` are names, e-mail addresses and ids; `metadata` its values. */
export const WORD_PLACES = ["description", "actor", "target", "changes", "metadata"] as const;
export type WordPlace = (typeof WORD_PLACES)[number];

/**
 * How one term compares its field; texts are folded to lower case where the field ignores case.
 * `range` includes both ends and has no upper one when `to` is null: seqs, or for severity 0 (info) to 4 (critical).
 * `number` compares numbers in metadata and changes, both ends included unless `isOpen`; null is no end.
 * `time` holds from `fromMs` on and before `toMs`, in milliseconds since 1970; `written` is the value as it was written.
 * `block` is an address block such as `203.0.113.0/24`, without bits beyond its prefix.
 * `words` are next to one another in one text, in this order; with `isPrefix` the last is the beginning of one. `places` is where they
 * may stand, everywhere when absent.
 * `seqs` of `has:alert`, in ascending order, are the events that contributed to an alert: who evaluates the query looks them up first.
 */
export type QueryMatch =
  | { match: "exact" | "prefix" | "contains" | "block"; value: string; seqs?: readonly number[] }
  | { match: "exists" }
  | { match: "range"; from: number; to: number | null }
  | { match: "number"; from: number | null; to: number | null; isOpen: boolean }
  | { match: "time"; fromMs: number | null; toMs: number | null; written: string }
  | { match: "words"; words: string[]; isPrefix: boolean; places?: WordPlace[] };

/** `field:value`; `at` is where it stands in its text, in UTF-16 units from 0. */
export type QueryTerm = { kind: "term"; field: QueryField; at: number } & QueryMatch;

/** A query as a tree of plain JSON. `and` of no nodes matches every event, `or` of none matches no event. */
export type QueryNode =
  | { kind: "all" }
  | { kind: "and" | "or"; nodes: QueryNode[] }
  | { kind: "not"; node: QueryNode }
  | QueryTerm;

/** A query as it was written and as it is understood. */
export interface Query {
  text: string;
  node: QueryNode;
}

/** What matches all of the nodes; flat, and without nodes that match everything. */
export function andNodes(...nodes: QueryNode[]): QueryNode {
  const flat = nodes.flatMap((node) => (node.kind === "all" ? [] : node.kind === "and" ? node.nodes : [node]));
  if (flat.length === 0) return { kind: "all" };
  return flat.length === 1 ? flat[0]! : { kind: "and", nodes: flat };
}

/** What matches at least one of the nodes; flat. Of no nodes: what matches no event. */
export function orNodes(...nodes: QueryNode[]): QueryNode {
  const flat = nodes.flatMap((node) => (node.kind === "or" ? node.nodes : [node]));
  if (flat.some((node) => node.kind === "all")) return { kind: "all" };
  return flat.length === 1 ? flat[0]! : { kind: "or", nodes: flat };
}

/** Every field that a query names, in the order of its text; what `has` asks for is named with it, such as `has:raw`. */
export function fieldsOf(node: QueryNode): { field: string; at: number }[] {
  switch (node.kind) {
    case "all":
      return [];
    case "not":
      return fieldsOf(node.node);
    case "term": {
      const field = node.field === "has" && node.match === "exact" ? `has:${node.value}` : node.field;
      return [{ field, at: node.at }];
    }
    default:
      return node.nodes.flatMap(fieldsOf);
  }
}
