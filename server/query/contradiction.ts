import { isAddressIn, type QueryField, type QueryNode, type QueryTerm } from "#query";

/** What after, before and during are about alike. */
const TIME = "time";

/** Fields of which an event has one value at most. */
const SINGLE: ReadonlySet<string> = new Set<QueryField | typeof TIME>([
  TIME,
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
  "actor.id",
  "actor.name",
  "actor.email",
  "actor.type",
  "ip",
  "session",
  "request",
  "id",
  "seq",
  "key",
]);

/** One condition that must hold, as far as it is about one field: at least one of the terms fits, or none does. */
interface Condition {
  field: string;
  isUnwanted: boolean;
  terms: QueryTerm[];
}

/**
 * Whether a query asks for nothing but what lies outside the scope: some condition of it and some of the scope cannot both hold. Decided
 * by the form of the trees, for conditions on one field each; what is not certain is not said. `env:staging` beside the scope `env:prod`.
 */
export function asksBeyond(scope: QueryNode, query: QueryNode): boolean {
  const [held, asked] = [conditionsOf(scope), conditionsOf(query)];
  return asked.some((one) => held.some((other) => one.field === other.field && excludeEachOther(one, other)));
}

function conditionsOf(node: QueryNode): Condition[] {
  if (node.kind === "and") return node.nodes.flatMap(conditionsOf);
  if (node.kind === "not") {
    const terms = termsOf(node.node);
    return terms ? [{ field: subjectOf(terms[0]!), isUnwanted: true, terms }] : [];
  }
  const terms = termsOf(node);
  return terms ? [{ field: subjectOf(terms[0]!), isUnwanted: false, terms }] : [];
}

const subjectOf = (term: QueryTerm): string => (term.match === "time" ? TIME : term.field);

/** The alternatives of a node that is about one field; undefined for any other. */
function termsOf(node: QueryNode): QueryTerm[] | undefined {
  const nodes = node.kind === "or" ? node.nodes : [node];
  const [first] = nodes;
  if (first?.kind !== "term") return undefined;
  const terms = nodes.filter((one): one is QueryTerm => one.kind === "term" && subjectOf(one) === subjectOf(first));
  return terms.length === nodes.length ? terms : undefined;
}

function excludeEachOther(a: Condition, b: Condition): boolean {
  if (a.isUnwanted && b.isUnwanted) return false;
  if (a.isUnwanted) return b.terms.every((term) => a.terms.some((unwanted) => isWithin(term, unwanted)));
  if (b.isUnwanted) return a.terms.every((term) => b.terms.some((unwanted) => isWithin(term, unwanted)));
  // An event with several values of a field can fit both.
  if (!SINGLE.has(a.field)) return false;
  return !a.terms.some((one) => b.terms.some((other) => canMeet(one, other)));
}

/** Whether one value may fit both terms; true where it is not certain. */
function canMeet(a: QueryTerm, b: QueryTerm): boolean {
  if (a.match === "range" && b.match === "range")
    return (b.to === null || a.from <= b.to) && (a.to === null || b.from <= a.to);
  if (a.match === "time" && b.match === "time") return isBefore(a.fromMs, b.toMs) && isBefore(b.fromMs, a.toMs);
  if (a.match === "exact" && b.match === "exact" && !a.value.includes("/")) return a.value === b.value;
  if (a.match === "exact" && b.match === "contains") return a.value.includes(b.value);
  if (a.match === "contains" && b.match === "exact") return b.value.includes(a.value);
  if (a.match === "exact" && b.match === "prefix") return a.value.startsWith(b.value);
  if (a.match === "prefix" && b.match === "exact") return b.value.startsWith(a.value);
  if (a.match === "prefix" && b.match === "prefix") return a.value.startsWith(b.value) || b.value.startsWith(a.value);
  if (a.match === "exact" && b.match === "block") return isAddressIn(a.value, b.value);
  if (a.match === "block" && b.match === "exact") return isAddressIn(b.value, a.value);
  if (a.match === "block" && b.match === "block")
    return isAddressIn(baseOf(a.value), b.value) || isAddressIn(baseOf(b.value), a.value);
  return true;
}

/** Whether every value that fits `a` fits `b`; false where it is not certain. */
function isWithin(a: QueryTerm, b: QueryTerm): boolean {
  if (b.match === "exists") return true;
  if (a.match === "range" && b.match === "range")
    return b.from <= a.from && (b.to === null || (a.to !== null && a.to <= b.to));
  if (a.match === "time" && b.match === "time")
    return (
      (b.fromMs === null || (a.fromMs !== null && a.fromMs >= b.fromMs)) &&
      (b.toMs === null || (a.toMs !== null && a.toMs <= b.toMs))
    );
  if (a.match === "exact" && b.match === "exact") return a.value === b.value;
  if ((a.match === "exact" || a.match === "prefix" || a.match === "contains") && b.match === "contains")
    return a.value.includes(b.value);
  if ((a.match === "exact" || a.match === "prefix") && b.match === "prefix") return a.value.startsWith(b.value);
  if (a.match === "exact" && b.match === "block") return isAddressIn(a.value, b.value);
  return false;
}

const isBefore = (fromMs: number | null, toMs: number | null) => fromMs === null || toMs === null || fromMs < toMs;

const baseOf = (block: string) => block.split("/")[0]!;
