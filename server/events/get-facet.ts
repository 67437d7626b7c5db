import { inTenant, type TenantContext } from "../access/index.ts";
import { AppError } from "../errors.ts";
import { andNodes, parseQuery, type QueryNode, refuseMasked } from "../query/index.ts";
import { type Covered, countBackwards } from "./count-back.ts";
import { occurredBetween } from "./occurred-between.ts";
import { reachDetails } from "./reach.ts";
import { COUNTED_FIELDS, type CountedField, countVisibleBy } from "./visible-events.sql.ts";

export interface FacetInput {
  q?: string;
  from?: Date;
  to?: Date;
  /** One of COUNTED_FIELDS. */
  field: string;
  /** 1 to 100. */
  limit?: number;
}

export interface Facet extends Covered {
  field: CountedField;
  /** The most frequent values, folded as they are compared. */
  values: { value: string; count: number }[];
  /** Events with any other value, and with none. */
  others: number;
  missing: number;
}

/**
 * The values of a field among the visible events that fit the query, with counts. What the query itself asks of the field is left out, so
 * that its other values can be chosen. Bounded by 100,000 events and 2 s; then the counts are of the newest and say so.
 */
export async function getFacet(context: TenantContext, input: FacetInput): Promise<Facet> {
  const { q = "", from, to, limit = 10 } = input;
  const field = COUNTED_FIELDS.find((name) => name === input.field);
  if (!field)
    throw new AppError("invalid", "There are no counts of this field.", {
      fields: [{ path: "field", message: `must be one of ${COUNTED_FIELDS.join(", ")}` }],
    });
  const whole = parseQuery(q).node;
  refuseMasked(whole, context.view);
  const query = withoutField(whole, field);
  return inTenant(context, "events.read", async (tx) => {
    const counts = new Map<string | null, number>();
    const covered = await countBackwards(tx, { from, to }, async (span) => {
      const also = (parameters: Parameters<typeof occurredBetween>[2]) =>
        occurredBetween(span.from, span.to, parameters);
      const rows = await countVisibleBy(tx, context, { query, also, field, max: span.max });
      for (const { value, count } of rows) counts.set(value, (counts.get(value) ?? 0) + count);
      return rows.reduce((sum, { count }) => sum + count, 0);
    });
    const missing = counts.get(null) ?? 0;
    counts.delete(null);
    const sorted = [...counts]
      .map(([value, count]) => ({ value: value!, count }))
      .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
    tx.recordRead("events.counted", reachDetails(context.view, whole, { q, field }));
    const others = sorted.slice(limit).reduce((sum, { count }) => sum + count, 0);
    return { field, values: sorted.slice(0, limit), others, missing, ...covered };
  });
}

/** The query without its conditions on the field that stand beside the others. */
function withoutField(node: QueryNode, field: CountedField): QueryNode {
  const nodes = node.kind === "and" ? node.nodes : [node];
  return andNodes(...nodes.filter((one) => !isAbout(one, field)));
}

const SAME: Partial<Record<string, CountedField>> = { actor: "actor.id", target: "target.id" };

function isAbout(node: QueryNode, field: CountedField): boolean {
  if (node.kind === "term") return (SAME[node.field] ?? node.field) === field;
  return node.kind === "or" && node.nodes.length > 0 && node.nodes.every((one) => isAbout(one, field));
}
