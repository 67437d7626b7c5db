import { AppError } from "../errors.ts";
import { isMasked, type MaskPath } from "./masks.ts";
import { fieldsOf, type QueryField, type QueryNode } from "./syntax.ts";

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
  actor: ["actor.id"],
  "actor.id": ["actor.id"],
  "actor.type": [],
  target: ["targets.id"],
  "target.id": ["targets.id"],
  "target.type": [],
  ip: ["source.ip"],
  session: ["session_id"],
  request: ["request_id"],
  id: [],
  seq: [],
  key: [],
} as const satisfies Record<Exclude<QueryField, "has">, readonly MaskPath[]>;

/** The same for `has:`. Masks leave the types of the delegation chain, so that there is one stays visible. */
const READS_OF_HAS: Record<string, readonly MaskPath[]> = {
  "has:changes": ["changes"],
  "has:session": ["session_id"],
  "has:location": ["source.location"],
  "has:behalf": [],
  "has:raw": ["raw"],
};

const reads = new Map<string, readonly MaskPath[]>(Object.entries({ ...READS, ...READS_OF_HAS }));

/** The fields of a query that the masks hide, with their places. A field that is not known here counts as hidden by any mask. */
export function maskedFields(node: QueryNode, masks: readonly MaskPath[]): { field: string; at: number }[] {
  if (masks.length === 0) return [];
  return fieldsOf(node).filter(({ field }) => reads.get(field)?.some((path) => isMasked(path, masks)) ?? true);
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
