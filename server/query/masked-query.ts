import { AppError } from "../errors.ts";
import { isMasked, type MaskPath } from "./masks.ts";
import { fieldsOf, type NamedField, type QueryNode, WORD_PLACES, type WordPlace } from "./syntax.ts";

/** The fields of an event that each query field reads, so far as they can be masked. */
const READS = {
  action: [],
  category: [],
  crud: [],
  outcome: [],
  severity: [],
  origin: [],
  via: [],
  env: [],
  country: ["source.location"],
  auth: [],
  city: ["source.location"],
  actor: ["actor.id", "actor.name", "actor.email"],
  "actor.id": ["actor.id"],
  "actor.name": ["actor.name"],
  "actor.email": ["actor.email"],
  "actor.type": [],
  behalf: ["actor.id", "actor.name", "actor.email"],
  target: ["targets.id", "targets.name"],
  "target.id": ["targets.id"],
  "target.name": ["targets.name"],
  "target.type": [],
  ip: ["source.ip"],
  session: ["session_id"],
  request: ["request_id"],
  id: [],
  seq: [],
  key: [],
  after: [],
  before: [],
  during: [],
} as const satisfies Record<Exclude<NamedField, "has" | "words">, readonly MaskPath[]>;

/** The same for `has:`. Masks leave the types of the delegation chain, so that there is one stays visible. */
const READS_OF_HAS: Record<string, readonly MaskPath[]> = {
  "has:changes": ["changes"],
  "has:session": ["session_id"],
  "has:location": ["source.location"],
  "has:behalf": [],
  "has:raw": ["raw"],
};

const reads = new Map<string, readonly MaskPath[]>(Object.entries({ ...READS, ...READS_OF_HAS }));

/** What of an event is masked where words are searched for. */
const READS_OF_PLACES: Record<WordPlace, readonly MaskPath[]> = {
  description: ["description"],
  actor: ["actor.id", "actor.name", "actor.email"],
  target: ["targets.id", "targets.name"],
  changes: ["changes"],
  metadata: ["metadata"],
};

/** Where a reader with these masks may search for words: nowhere that anything is taken out for it. */
function openPlaces(masks: readonly MaskPath[]): WordPlace[] {
  return WORD_PLACES.filter(
    (place) =>
      !READS_OF_PLACES[place].some((path) => isMasked(path, masks)) &&
      (place !== "metadata" || !masks.some((mask) => mask.startsWith("metadata"))),
  );
}

/** The reader's own query with its words searched for only where it sees everything; see refuseMasked. */
export function limitWords(node: QueryNode, masks: readonly MaskPath[]): QueryNode {
  if (masks.length === 0) return node;
  switch (node.kind) {
    case "all":
      return node;
    case "not":
      return { ...node, node: limitWords(node.node, masks) };
    case "term":
      return node.match === "words" ? { ...node, places: openPlaces(masks) } : node;
    default:
      return { ...node, nodes: node.nodes.map((one) => limitWords(one, masks)) };
  }
}

/** The fields of a query that the masks hide, with their places. A field that is not known here counts as hidden by any mask. */
export function maskedFields(node: QueryNode, masks: readonly MaskPath[]): { field: string; at: number }[] {
  if (masks.length === 0) return [];
  const hides = (field: string) => {
    if (field === "words") return openPlaces(masks).length === 0;
    if (field.startsWith("changes.")) return isMasked("changes", masks);
    // What lies below a path says something of it, too.
    if (field.startsWith("metadata."))
      return isMasked(field, masks) || masks.some((mask) => mask.startsWith(`${field}.`));
    return reads.get(field)?.some((path) => isMasked(path, masks)) ?? true;
  };
  return fieldsOf(node).filter(({ field }) => hides(field));
}

/**
 * Refuses a reader's own query on a field that is masked for it: whether anything is found would tell the value. The scope of a view
 * may use such fields, since the reader did not write it. `path` is where the query stands in the request.
 */
export function refuseMasked(query: QueryNode, view: { masks: readonly MaskPath[] }, path = "q"): void {
  const found = maskedFields(query, view.masks);
  if (found.length === 0) return;
  const fields = found.map(({ field, at }) => ({ path, at, message: `the field ${field} is masked for you` }));
  throw new AppError("invalid", `The query cannot be run: ${fields[0]!.message}.`, { fields, reason: "masked field" });
}
