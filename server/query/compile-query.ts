import type { QueryNode, QueryTerm } from "#query";
import { uuidTime } from "../ids.ts";
import type { EventColumns } from "../ledger/index.ts";
import { addressBytes, type EventFacts } from "./event-facts.ts";
import type { ValueField } from "./event-values.ts";
import { fitsValue, folded, hasThing } from "./match-query.ts";

export type QueryTest = (facts: EventFacts) => boolean;
type ValueTest = (value: string) => boolean;

/** Fields that are a column of an event, as they are compared. */
const COLUMNS = {
  action: "action",
  category: "category",
  crud: "crud",
  outcome: "outcome",
  severity: "severity",
  origin: "origin",
  via: "via",
  env: "environment",
  country: "country",
  auth: "authMethod",
  "actor.id": "actorId",
  "actor.type": "actorType",
  session: "sessionId",
  key: "keyId",
} as const satisfies Record<string, keyof EventColumns>;
export type ColumnField = keyof typeof COLUMNS;
export const COLUMN_FIELDS = Object.keys(COLUMNS) as ColumnField[];
const isColumnField = (field: string): field is ColumnField => Object.hasOwn(COLUMNS, field);

export const columnValue = (field: ColumnField, columns: EventColumns): string | null => columns[COLUMNS[field]];

/** Answers as matchesQuery does, made once for many events; what is cheap is asked first. */
export function compileQuery(node: QueryNode): QueryTest {
  switch (node.kind) {
    case "all":
      return () => true;
    case "not": {
      const test = compileQuery(node.node);
      return (facts) => !test(facts);
    }
    case "term":
      return compileTerm(node);
    default: {
      const tests = node.nodes.toSorted((a, b) => costOf(a) - costOf(b)).map(compileQuery);
      const [first, second] = tests;
      if (tests.length === 1) return first!;
      const isAnd = node.kind === "and";
      if (tests.length === 2)
        return isAnd ? (facts) => first!(facts) && second!(facts) : (facts) => first!(facts) || second!(facts);
      return isAnd ? (facts) => tests.every((test) => test(facts)) : (facts) => tests.some((test) => test(facts));
    }
  }
}

/** A guess at what a condition takes: a column next to nothing, words the most. */
function costOf(node: QueryNode): number {
  switch (node.kind) {
    case "all":
      return 0;
    case "not":
      return costOf(node.node);
    case "term":
      return costOfTerm(node);
    default:
      return node.nodes.reduce((sum, one) => sum + costOf(one), 1);
  }
}

function costOfTerm({ field }: QueryTerm): number {
  if (isColumnField(field) || field === "seq" || field === "has") return 1;
  if (field === "words") return 100;
  if (field.startsWith("metadata.") || field.startsWith("changes.")) return 20;
  return field === "ip" ? 3 : 5;
}

function compileTerm(term: QueryTerm): QueryTest {
  switch (term.field) {
    case "has": {
      if (term.match !== "exact") return () => false;
      return (facts) => hasThing(term, facts);
    }
    case "seq": {
      if (term.match !== "range") return () => term.match === "exists";
      const { from, to } = term;
      return ({ seq }) => seq >= from && (to === null || seq <= to);
    }
    case "after":
    case "before":
    case "during": {
      if (term.match !== "time") return () => false;
      const { fromMs, toMs } = term;
      return ({ columns: { occurredAtMs: ms } }) => (fromMs === null || ms >= fromMs) && (toMs === null || ms < toMs);
    }
    case "words":
      return compileWords(term);
    case "actor":
      return anyOf(
        someValue("actor.id", term),
        someValue("actor.name", folded(term)),
        someValue("actor.email", folded(term)),
      );
    case "target":
      return anyOf(someValue("target.id", term), someValue("target.name", folded(term)));
    case "behalf":
      return anyOf(someValue("behalf", term), someValue("behalf", folded(term)));
    case "id":
      if (term.match === "exact" && uuidTime(term.value) === undefined) return () => false;
      break;
    case "ip":
      return compileAddress(term);
  }
  if (!isColumnField(term.field)) return someValue(term.field as ValueField, term);
  const column = COLUMNS[term.field];
  const fits = compileValue(term);
  return ({ columns }) => {
    const value = columns[column];
    return value !== null && fits(value);
  };
}

const anyOf =
  (...tests: QueryTest[]): QueryTest =>
  (facts) =>
    tests.some((test) => test(facts));

function someValue(field: ValueField, term: QueryTerm): QueryTest {
  const fits = compileValue(term);
  return (facts) => facts.values(field).some(fits);
}

function compileValue(term: QueryTerm): ValueTest {
  switch (term.match) {
    case "exists":
      return () => true;
    case "exact": {
      const { value } = term;
      return (one) => one === value;
    }
    case "prefix": {
      const { value } = term;
      return (one) => one.startsWith(value);
    }
    case "contains": {
      const { value } = term;
      return (one) => one.includes(value);
    }
    default:
      return (one) => fitsValue(term, one);
  }
}

/** The address or block is read once. */
function compileAddress(term: QueryTerm): QueryTest {
  if (term.match === "exists") return ({ columns }) => columns.ip !== null;
  if (term.match !== "exact" && term.match !== "block") return someValue("ip", term);
  const [base = "", length] = term.value.split("/");
  const wanted = addressBytes(base);
  if (!wanted) return () => false;
  const bits = length === undefined ? wanted.length * 8 : Number(length);
  const masks = wanted.map((_, i) => 0xff & (0xff00 >> Math.min(8, Math.max(0, bits - i * 8))));
  return (facts) => {
    const bytes = facts.address();
    return bytes?.length === wanted.length && masks.every((mask, i) => (bytes[i]! & mask) === (wanted[i]! & mask));
  };
}

function compileWords(term: QueryTerm): QueryTest {
  if (term.match !== "words") return () => false;
  const { words, isPrefix, places } = term;
  const last = words.length - 1;
  const holds = (found: readonly string[]): boolean => {
    for (let at = 0; at + last < found.length; at++)
      if (words.every((word, i) => (isPrefix && i === last ? found[at + i]!.startsWith(word) : found[at + i] === word)))
        return true;
    return false;
  };
  return (facts) => facts.words().some(([place, found]) => (!places || places.includes(place)) && holds(found));
}

/** A condition of which an event must fit one value, for looking queries up by what an event has. */
export interface RequiredValues {
  field: ColumnField;
  values: string[];
}

/** From what an event seldom has in common with others to what it often has. */
const SELECTIVE: readonly ColumnField[] = [
  "actor.id",
  "session",
  "key",
  "action",
  "origin",
  "country",
  "via",
  "auth",
  "category",
  "env",
  "severity",
  "actor.type",
  "outcome",
  "crud",
];

/** The most telling condition on one column without which no event fits; undefined where there is none. */
export function requiredValues(node: QueryNode): RequiredValues | undefined {
  const found = (node.kind === "and" ? node.nodes : [node]).flatMap((one) => exactValues(one) ?? []);
  return found.sort((a, b) => SELECTIVE.indexOf(a.field) - SELECTIVE.indexOf(b.field))[0];
}

function exactValues(node: QueryNode): RequiredValues | undefined {
  const nodes = node.kind === "or" ? node.nodes : [node];
  const values: string[] = [];
  let field: ColumnField | undefined;
  for (const one of nodes) {
    if (one.kind !== "term" || one.match !== "exact" || !isColumnField(one.field)) return undefined;
    if (field !== undefined && field !== one.field) return undefined;
    field = one.field;
    values.push(one.value);
  }
  return field === undefined ? undefined : { field, values };
}
