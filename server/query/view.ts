import type { QueryNode } from "./syntax.ts";

/** What of a tenant's events a caller may see: the events of `scope`, without the fields of `masks`. */
export interface View {
  scope: QueryNode;
  masks: readonly string[];
}

export const EVERYTHING: View = { scope: { kind: "all" }, masks: [] };

/** The view of a role as it is stored: null sees every event. */
export function viewOf(scope: unknown, masks: readonly string[] | null): View {
  if (scope !== null && scope !== undefined) throw new Error("a stored scope cannot be read");
  return { scope: { kind: "all" }, masks: masks ?? [] };
}

/** Whether whoever sees `wide` sees all that `narrow` shows. */
export function viewCovers(wide: View, _narrow: View): boolean {
  return wide.scope.kind === "all" && wide.masks.length === 0;
}
