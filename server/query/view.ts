import { andNodes, formatTerm, orNodes, type QueryNode } from "#query";
import { canonicalize } from "#tlog";
import { AppError } from "../errors.ts";
import { maskedFields } from "./masked-query.ts";
import { isMasked, type MaskPath, normalizeMasks, readMasks } from "./masks.ts";
import { parseQuery } from "./parse-query.ts";
import { type Scope, scopeSchema } from "./schemas.ts";

/** What of a tenant's events a caller may see: the events of `scope`, without the fields of `masks`. */
export interface View {
  scope: QueryNode;
  masks: readonly MaskPath[];
}

export const EVERYTHING: View = { scope: { kind: "all" }, masks: [] };

export const isEverything = (view: View): boolean => view.scope.kind === "all" && view.masks.length === 0;

/**
 * The events of a scope (see scopeSchema) as a syntax tree. AppError `invalid` for a query that cannot be read, with the path
 * `scope.query` and the position.
 */
export function scopeNode(scope: Scope): QueryNode {
  const { categories = [], actions = [], environments = [], targets = [], query = "" } = scope;
  return andNodes(
    anyOf(categories, (category) => formatTerm("category", category)),
    anyOf(actions, (action) => (action.endsWith("*") ? `action:${action}` : formatTerm("action", action))),
    anyOf(environments, (environment) => formatTerm("env", environment)),
    anyOf(targets, (target) =>
      target.startsWith("type:") && target.length > 5
        ? formatTerm("target.type", target.slice(5))
        : formatTerm("target.id", target),
    ),
    queryOfScope(query),
  );
}

const anyOf = (values: readonly string[], text: (value: string) => string): QueryNode =>
  values.length === 0 ? { kind: "all" } : orNodes(...values.map((value) => parseQuery(text(value)).node));

function queryOfScope(text: string): QueryNode {
  try {
    return parseQuery(text).node;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    throw new AppError("invalid", error.message, {
      ...(error.fields ? { fields: error.fields.map((fault) => ({ ...fault, path: "scope.query" })) } : {}),
    });
  }
}

/** The view of a role or key as it is stored; a null scope is every event. What cannot be read is an error, never a wider view. */
export function viewOf(scope: unknown, masks: readonly string[] | null): View {
  try {
    return {
      scope: scope === null || scope === undefined ? EVERYTHING.scope : scopeNode(scopeSchema.parse(scope)),
      masks: readMasks(masks ?? []),
    };
  } catch (cause) {
    // Not an AppError: its message would tell a reader what its own scope says.
    throw new Error("a stored scope or mask cannot be read", { cause });
  }
}

/** What both views show. */
export function narrowView(a: View, b: View): View {
  return { scope: andNodes(a.scope, b.scope), masks: normalizeMasks([...a.masks, ...b.masks]) };
}

/**
 * Whether `narrow` surely shows no event, no field and no hint of a field that `wide` does not. Decided by the form of the trees: each
 * condition of `wide` must stand in `narrow`, and no further one may ask for a field that `wide` masks.
 */
export function viewCovers(wide: View, narrow: View): boolean {
  const held = new Set(conditionsOf(narrow.scope).map(formOf));
  return (
    conditionsOf(wide.scope).every((condition) => held.has(formOf(condition))) &&
    wide.masks.every((mask) => isMasked(mask, narrow.masks)) &&
    maskedFields(conditionsBeyond(wide, narrow.scope), wide.masks).length === 0
  );
}

/** The conditions of `node` that are not the view's own already. */
export function conditionsBeyond(view: View, node: QueryNode): QueryNode {
  const own = new Set(conditionsOf(view.scope).map(formOf));
  return andNodes(...conditionsOf(node).filter((condition) => !own.has(formOf(condition))));
}

/** The trees that must all hold; none for every event. */
function conditionsOf(node: QueryNode): QueryNode[] {
  if (node.kind === "all") return [];
  return node.kind === "and" ? node.nodes.flatMap(conditionsOf) : [node];
}

/** The tree as text, without the positions of its terms. */
function formOf(node: QueryNode): string {
  return canonicalize(withoutPlaces(node));
}

function withoutPlaces(node: QueryNode): unknown {
  if (node.kind === "and" || node.kind === "or") return { ...node, nodes: node.nodes.map(withoutPlaces) };
  if (node.kind === "not") return { ...node, node: withoutPlaces(node.node) };
  // A time is what was written: how long ago something was is another instant each time.
  const isPlace = (name: string) =>
    name === "at" || (node.kind === "term" && node.match === "time" && name !== "written" && name.endsWith("Ms"));
  return Object.fromEntries(Object.entries(node).filter(([name, member]) => !isPlace(name) && member !== undefined));
}

/** One text for one view, for cursors to be bound to. */
export function viewForm(view: View): string {
  return canonicalize({ scope: withoutPlaces(view.scope), masks: [...view.masks].sort() });
}
