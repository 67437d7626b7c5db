import type { QueryNode } from "../query/index.ts";
import type { CountedField } from "./visible-events.sql.ts";

/** How long counting may take before it says how far it came. */
export const COUNT_MS_MAX = 1_000;

/** How far a count came that is bounded by time. */
export interface Covered {
  /** There may be more than was counted. */
  is_lower_bound: boolean;
  /** From here on everything was counted, RFC 3339; null when all of the range was. */
  covered_from: string | null;
}

export const coveredFrom = (stoppedAt: Date | null, now: Date): Covered => ({
  is_lower_bound: stoppedAt !== null,
  covered_from: stoppedAt && new Date(Math.min(stoppedAt.getTime(), now.getTime())).toISOString(),
});

/** The query without its conditions on the field that stand beside the others. */
export function withoutField(node: QueryNode, field: CountedField): QueryNode {
  const nodes = node.kind === "and" ? node.nodes : [node];
  const kept = nodes.filter((one) => !isAbout(one, field));
  // The same tree where nothing is left out: what is asked of it is found once.
  if (kept.length === nodes.length) return node;
  return kept.length === 1 ? kept[0]! : kept.length === 0 ? { kind: "all" } : { kind: "and", nodes: kept };
}

/** What asks for ids among other things; who asks for a name or an e-mail address alone asks about another field. */
const ABOUT: Partial<Record<string, CountedField>> = { actor: "actor.id", target: "target.id" };

function isAbout(node: QueryNode, field: CountedField): boolean {
  if (node.kind === "term") return (ABOUT[node.field] ?? node.field) === field;
  return node.kind === "or" && node.nodes.length > 0 && node.nodes.every((one) => isAbout(one, field));
}
