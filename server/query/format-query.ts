import { SEVERITIES } from "../event-format/index.ts";
import type { QueryField, QueryNode, QueryTerm } from "./syntax.ts";

const PLAIN_VALUE = /^(?![<>]|OR$)[^\s"()\\*,]+$/;

/** The text of one exact term, quoted where it must be, such that parseQuery reads it back. */
export function formatTerm(field: QueryField, value: string): string {
  return `${field}:${formatExact(value)}`;
}

/** The text of a query, such that parseQuery reads back a tree that matches the same events; `""` for the one that matches all. */
export function formatQuery(node: QueryNode): string {
  if (node.kind === "all") return "";
  if (node.kind !== "and") return formatNode(node);
  return node.nodes.map(formatNode).filter(Boolean).join(" ");
}

/** A node as one term of a query. */
function formatNode(node: QueryNode): string {
  switch (node.kind) {
    case "all":
      return EVERYTHING;
    case "term":
      return `${node.field}:${formatMatch(node)}`;
    case "not":
      return node.node.kind === "not" ? `-(${formatNode(node.node)})` : `-${formatNode(node.node)}`;
    case "and":
      return node.nodes.length === 0 ? EVERYTHING : `(${formatQuery(node)})`;
    case "or":
      return formatAlternatives(node.nodes);
  }
}

const EVERYTHING = "seq:*";

function formatAlternatives(nodes: QueryNode[]): string {
  const [first] = nodes;
  if (!first) return `-${EVERYTHING}`;
  const terms = nodes.flatMap((node) => (node.kind === "term" ? [node] : []));
  if (terms.length === nodes.length && terms.every((term) => term.field === terms[0]!.field))
    return `${terms[0]!.field}:(${terms.map(formatMatch).join(" OR ")})`;
  return `(${nodes.map((node) => (node.kind === "and" ? formatQuery(node) || EVERYTHING : formatNode(node))).join(" OR ")})`;
}

function formatMatch(term: QueryTerm): string {
  switch (term.match) {
    case "exists":
      return "*";
    case "exact":
      return formatExact(term.value);
    case "block":
      return term.value;
    case "prefix":
      return `${term.value.replace(/[\s"()\\*,]|^[<>]/g, "\\$&")}*`;
    case "range":
      return formatRange(term.field, term.from, term.to);
  }
}

const formatExact = (value: string) => (PLAIN_VALUE.test(value) ? value : `"${value.replace(/["\\]/g, "\\$&")}"`);

function formatRange(field: QueryField, from: number, to: number | null): string {
  const name = (value: number) => (field === "severity" ? SEVERITIES[value]! : String(value));
  if (to === null || (field === "severity" && to === SEVERITIES.length - 1)) return `>=${name(from)}`;
  if (field === "seq" && from === to) return name(from);
  return `${name(from)}..${name(to)}`;
}
