import { canonicalBlock, type OptionalThing, type QueryField, type QueryNode, type QueryTerm } from "#query";
import { AHEAD_MS_MAX, SEVERITIES } from "../event-format/index.ts";
import { uuidTime } from "../ids.ts";
import {
  requestCondition,
  type TargetCondition,
  THING_CONDITIONS,
  targetCondition,
  targetsCondition,
} from "./body-conditions.sql.ts";
import { alertedSeqs } from "./match-query.ts";
import type { Parameters } from "./parameters.ts";

const TEXT_COLUMNS: Partial<Record<QueryField, string>> = {
  action: "action",
  category: "category",
  crud: "crud",
  outcome: "outcome",
  severity: "severity",
  origin: "origin",
  via: "via",
  env: "environment",
  country: "country",
  auth: "auth_method",
  actor: "actor_id",
  "actor.id": "actor_id",
  "actor.type": "actor_type",
  session: "session_id",
  key: "key_id",
};

const TARGET_MEMBERS: Partial<Record<QueryField, "id" | "type">> = {
  target: "id",
  "target.id": "id",
  "target.type": "type",
};

/**
 * A query as one condition on the rows of `event`, to be joined with others by AND. It may be NULL where it does not match; what is negated never is,
 * so that `-field:x` keeps events without the field.
 *
 * What must match is a leakproof operator on a plain column (`=`, `= ANY`, `^@`, `<=`), so that the indexes serve under row-level security:
 * (tenant_id, <column>, occurred_at, seq) for action, actor and target; partial ones for session, origin and outcomes but success.
 * The rest filters rows that (tenant_id, occurred_at, seq) gives in the order of the page. No locks.
 */
export function queryCondition(node: QueryNode, parameters: Parameters): string {
  switch (node.kind) {
    case "all":
      return "true";
    case "not":
      return `((${queryCondition(node.node, parameters)}) IS NOT TRUE)`;
    case "term":
      return termCondition(node, parameters);
    case "and":
      return joined(
        "AND",
        node.nodes.map((one) => queryCondition(one, parameters)),
      );
    case "or":
      return joined("OR", alternatives(node.nodes, parameters));
  }
}

/**
 * The query as conditions of which no event fits two, and that together are the query. A page by target reads each in order through its
 * own index and merges them, where one condition with OR would have to look at every event; most queries have one branch.
 */
export function queryBranches(node: QueryNode, parameters: Parameters): string[] {
  const nodes = node.kind === "and" ? node.nodes : [node];
  const at = nodes.findIndex((one) => targetIdsOf(one) !== undefined);
  if (at < 0) return [queryCondition(node, parameters)];
  const match = targetIdsOf(nodes[at]!)!;
  const halves = Array.isArray(match)
    ? targetsCondition("id", match, parameters)
    : targetCondition("id", match, parameters);
  const rest = nodes.filter((_, i) => i !== at).map((one) => queryCondition(one, parameters));
  return [halves.first, halves.others].map((half) => joined("AND", [half, ...rest]));
}

/** The ids or the prefix of a node that asks for target ids alone. */
function targetIdsOf(node: QueryNode): string[] | QueryTerm | undefined {
  if (node.kind === "term") {
    if (TARGET_MEMBERS[node.field] !== "id") return undefined;
    return node.match === "exact" ? [node.value] : node.match === "prefix" ? node : undefined;
  }
  if (node.kind !== "or") return undefined;
  const ids = node.nodes.map(targetIdsOf);
  return ids.length > 0 && ids.every(Array.isArray) ? ids.flat() : undefined;
}

function joined(operator: "AND" | "OR", conditions: string[]): string {
  if (conditions.length === 0) return operator === "AND" ? "true" : "false";
  return conditions.length === 1 ? conditions[0]! : `(${conditions.join(` ${operator} `)})`;
}

/** Exact values of one field become one comparison with a list, which an index serves as it does a single value. */
function alternatives(nodes: QueryNode[], parameters: Parameters): string[] {
  const lists = new Map<QueryField, string[]>();
  const conditions: string[] = [];
  for (const node of nodes) {
    const isListed =
      node.kind === "term" && node.match === "exact" && (TEXT_COLUMNS[node.field] ?? TARGET_MEMBERS[node.field]);
    if (isListed) lists.set(node.field, [...(lists.get(node.field) ?? []), node.value]);
    else conditions.push(queryCondition(node, parameters));
  }
  for (const [field, values] of lists) conditions.push(valuesCondition(field, values, parameters));
  return conditions;
}

const either = ({ first, others }: TargetCondition) => `(${first} OR ${others})`;

function termCondition(term: QueryTerm, parameters: Parameters): string {
  const { field } = term;
  const member = TARGET_MEMBERS[field];
  if (member) return either(targetCondition(member, term, parameters));
  switch (field) {
    case "has":
      return term.match === "exact" ? hasCondition(term, parameters) : "false";
    case "request":
      return requestCondition(term, parameters);
    case "ip":
      return addressCondition(term, parameters);
    case "id":
      return term.match === "exact" ? idCondition(term.value, parameters) : "true";
    case "after":
    case "before":
    case "during":
      return term.match === "time" ? timeCondition(term, parameters) : "true";
    default:
      return columnCondition(term, parameters);
  }
}

function hasCondition(term: QueryTerm & { value: string }, parameters: Parameters): string {
  const thing = term.value as OptionalThing;
  if (thing !== "alert") return THING_CONDITIONS[thing];
  return `seq = ANY(${parameters.add(alertedSeqs(term), "bigint[]")})`;
}

function columnCondition(term: QueryTerm, parameters: Parameters): string {
  const { field } = term;
  const column = field === "seq" ? "seq" : TEXT_COLUMNS[field];
  switch (term.match) {
    case "exact":
      return valuesCondition(field, [term.value], parameters);
    case "prefix":
      return `${column} ^@ ${parameters.add(term.value, "text")}`;
    case "contains":
      return `strpos(${column}, ${parameters.add(term.value, "text")}) > 0`;
    case "range":
      return rangeCondition(field, term.from, term.to, parameters);
    default:
      return `${column} IS NOT NULL`;
  }
}

/** One of the values. The partial index of outcomes serves only where its own predicate is named. */
function valuesCondition(field: QueryField, values: string[], parameters: Parameters): string {
  const member = TARGET_MEMBERS[field];
  if (member) return either(targetsCondition(member, values, parameters));
  const equal = `${TEXT_COLUMNS[field]} ${parameters.oneOf(values)}`;
  return field === "outcome" && !values.includes("success") ? `(${equal} AND outcome <> 'success')` : equal;
}

function rangeCondition(field: QueryField, from: number, to: number | null, parameters: Parameters): string {
  if (field === "severity")
    return valuesCondition(field, SEVERITIES.slice(from, (to ?? SEVERITIES.length) + 1), parameters);
  if (to === null) return `seq >= ${parameters.add(from, "bigint")}`;
  if (from === to) return `seq = ${parameters.add(from, "bigint")}`;
  return `seq BETWEEN ${parameters.add(from, "bigint")} AND ${parameters.add(to, "bigint")}`;
}

/** Comparisons of inet order the families apart, so that a range of one holds no address of the other. */
function addressCondition(term: QueryTerm, parameters: Parameters): string {
  if (term.match === "exact") return `ip = ${parameters.add(term.value, "inet")}`;
  if (term.match !== "block") return "ip IS NOT NULL";
  const block = canonicalBlock(term.value);
  if (!block) throw new Error("a query tree holds an address block that cannot be read");
  return `(ip >= ${parameters.add(block.first, "inet")} AND ip <= ${parameters.add(block.last, "inet")})`;
}

/** Partitions that are too old to hold an event of that time are not looked at: none occurs more than 24 h after it was received. */
function timeCondition({ fromMs, toMs }: Extract<QueryTerm, { match: "time" }>, parameters: Parameters): string {
  const conditions: string[] = [];
  // No event is older than 1970, and PostgreSQL cannot read a year before 1 as JavaScript writes it.
  const at = (ms: number) => parameters.add(new Date(Math.min(Math.max(0, ms), TIME_MS_MAX)), "timestamptz");
  if (fromMs !== null) conditions.push(`occurred_at >= ${at(fromMs)}`, `received_at >= ${at(fromMs - AHEAD_MS_MAX)}`);
  if (toMs !== null) conditions.push(`occurred_at < ${at(toMs)}`);
  return joined("AND", conditions);
}

const TIME_MS_MAX = Date.UTC(9999, 0);

/** The time in an id names the partition and leads into the primary key. */
function idCondition(id: string, parameters: Parameters): string {
  const at = uuidTime(id);
  if (!at) return "false";
  return `(received_at = ${parameters.add(at, "timestamptz")} AND id = ${parameters.add(id, "uuid")})`;
}

/** Fields that queryCondition reads. */
const HAS_CONDITION: ReadonlySet<QueryField> = new Set<QueryField>([
  ...(Object.keys(TEXT_COLUMNS) as QueryField[]).filter((field) => field !== "actor"),
  "target.id",
  "target.type",
  "has",
  "request",
  "ip",
  "id",
  "seq",
  "after",
  "before",
  "during",
]);

/** Whether queryCondition says exactly which events fit: what only the body of an event tells is not among it. */
export function isExactInSql(node: QueryNode): boolean {
  switch (node.kind) {
    case "all":
      return true;
    case "not":
      return isExactInSql(node.node);
    case "term":
      if (node.match === "contains") return TEXT_COLUMNS[node.field] !== undefined && HAS_CONDITION.has(node.field);
      return HAS_CONDITION.has(node.field) && node.match !== "number";
    default:
      return node.nodes.every(isExactInSql);
  }
}

/**
 * A condition that every event fits which fits the query; with `isExact` no other does. Of several that must hold, those that SQL cannot decide
 * are left out; an alternative or a negation of such a one holds for all events.
 */
export function queryBound(node: QueryNode, parameters: Parameters): { condition: string; isExact: boolean } {
  if (isExactInSql(node)) return { condition: queryCondition(node, parameters), isExact: true };
  if (node.kind !== "and") return { condition: "true", isExact: false };
  const exact = node.nodes.filter(isExactInSql);
  return {
    condition: joined(
      "AND",
      exact.map((one) => queryCondition(one, parameters)),
    ),
    isExact: false,
  };
}
