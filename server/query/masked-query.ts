import { fieldsOf, type NamedField, QUERY_FIELDS, type QueryNode, WORD_PLACES, type WordPlace } from "#query";
import { AppError } from "../errors.ts";
import { isMasked, type MaskPath } from "./masks.ts";

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

/** A field of a query that the masks hide, and why. */
interface MaskedField {
  field: string;
  at: number;
  message: string;
}

/**
 * The fields of a query that the masks hide, with their places. A field that is not known here counts as hidden by any mask, and so do words,
 * since they are searched for everywhere; `limitsWords` says that limitWords will keep them to what is open.
 */
export function maskedFields(
  node: QueryNode,
  masks: readonly MaskPath[],
  { limitsWords = false }: { limitsWords?: boolean } = {},
): MaskedField[] {
  if (masks.length === 0) return [];
  return fieldsOf(node).flatMap(({ field, at }) => {
    if (field === "words") {
      if (limitsWords && openPlaces(masks).length > 0) return [];
      return [{ field, at, message: "words cannot be searched for, since some of where they stand is masked for you" }];
    }
    return isHidden(field, masks) ? [{ field, at, message: hiddenMessage(field, masks) }] : [];
  });
}

function isHidden(field: string, masks: readonly MaskPath[]): boolean {
  if (field.startsWith("changes.")) return isMasked("changes", masks);
  // What lies below a path says something of it, too.
  if (field.startsWith("metadata."))
    return masks
      .map(withoutElements)
      .some((mask) => isMasked(field, [mask]) || `${mask.toLowerCase()}.`.startsWith(`${field}.`));
  return reads.get(field)?.some((path) => isMasked(path, masks)) ?? true;
}

/** A mask that counts elements takes out the whole list, whose members have the path of the list in a query. */
const withoutElements = (mask: MaskPath) => mask.replace(/(?<=^metadata\..+)\.\d+(\..*)?$/s, "") as MaskPath;

const PARTS: Record<string, readonly string[]> = {
  actor: ["actor.id", "actor.name", "actor.email"],
  target: ["target.id", "target.name"],
};

function hiddenMessage(field: string, masks: readonly MaskPath[]): string {
  const open = PARTS[field]?.filter((part) => !isHidden(part, masks)) ?? [];
  const hint = open.length > 0 ? `; ${open.join(" and ")} can be asked for` : "";
  return `the field ${field} is masked for you${hint}`;
}

/**
 * The fields that a reader with these masks cannot ask for: names of fields, and paths of the metadata, with `metadata` for all of it and
 * `changes` for theirs.
 */
export function hiddenFields(masks: readonly MaskPath[]): string[] {
  const named = QUERY_FIELDS.filter((field) => field !== "has" && field !== "words" && isHidden(field, masks));
  const things = Object.keys(READS_OF_HAS).filter((field) => isHidden(field, masks));
  const paths = masks.map(withoutElements).filter((mask) => /^metadata(\.|$)/.test(mask));
  return masks.length === 0 ? [] : [...named, ...things, ...paths, "changes"];
}

/**
 * Refuses a reader's own query on a field that is masked for it: whether anything is found would tell the value. The scope of a view
 * may use such fields, since the reader did not write it. `path` is where the query stands in the request: words of `q` are searched for by
 * limitWords, those of anything else everywhere.
 */
export function refuseMasked(query: QueryNode, view: { masks: readonly MaskPath[] }, path = "q"): void {
  const found = maskedFields(query, view.masks, { limitsWords: path === "q" });
  if (found.length === 0) return;
  const fields = found.map(({ at, message }) => ({ path, at, message }));
  throw new AppError("invalid", `The query cannot be run: ${fields[0]!.message}.`, { fields, reason: "masked field" });
}
