import { uuidTime } from "../ids.ts";
import type { Query, QueryTerm } from "./parse-query.ts";

/** Collects the parameters of one statement; `add` gives the placeholder. */
export class Parameters {
  readonly values: unknown[] = [];

  add(value: unknown, type: string): string {
    this.values.push(value);
    return `$${this.values.length}::${type}`;
  }
}

const COLUMNS = {
  action: "action",
  actor: "actor_id",
  target: "target_id",
  outcome: "outcome",
  session: "session_id",
  origin: "origin",
} as const;

/**
 * A query as conditions on `event`. Only leakproof operators (`=`, `<`, `^@`), so that the indexes serve under row-level security:
 * (tenant_id, <column>, occurred_at, seq) for action, actor and target; partial ones for session, origin and outcomes but success.
 */
export function queryConditions(query: Query, parameters: Parameters): string[] {
  return query.terms.map((term) => condition(term, parameters));
}

/** Leaves out the trail events of reads, which would otherwise crowd what they read. A filter on rows found by another index. */
export const WITHOUT_READS = "(origin IS DISTINCT FROM 'sealtrail' OR crud IS DISTINCT FROM 'r')";

function condition(term: QueryTerm, parameters: Parameters): string {
  if (term.match === "range") {
    return term.from === term.to
      ? `seq = ${parameters.add(term.from, "bigint")}`
      : `seq BETWEEN ${parameters.add(term.from, "bigint")} AND ${parameters.add(term.to, "bigint")}`;
  }
  if (term.field === "id") {
    const at = uuidTime(term.value.toLowerCase());
    if (!at) return "false";
    return `(received_at = ${parameters.add(at, "timestamptz")} AND id = ${parameters.add(term.value.toLowerCase(), "uuid")})`;
  }
  const column = COLUMNS[term.field as keyof typeof COLUMNS];
  if (term.match === "prefix") return `${column} ^@ ${parameters.add(term.value, "text")}`;
  const equal = `${column} = ${parameters.add(term.value, "text")}`;
  return term.field === "outcome" && term.value !== "success" ? `(${equal} AND outcome <> 'success')` : equal;
}
