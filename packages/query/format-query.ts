import { SEVERITIES } from "./choices.ts";
import type { QueryField, QueryNode, QueryTerm } from "./syntax.ts";

const PLAIN_VALUE = /^(?![<>]|OR$)[^\s"()\\*,]+$/;

/** The text of one exact term, quoted where it must be, such that parseQuery reads it back. */
export function formatTerm(field: QueryField, value: string): string {
  return `${formatField(field)}:${formatExact(field, value)}`;
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
      return formatTermNode(node);
    case "not":
      return node.node.kind === "not" ? `-(${formatNode(node.node)})` : `-${formatNode(node.node)}`;
    case "and":
      return node.nodes.length === 0 ? EVERYTHING : `(${formatQuery(node)})`;
    case "or":
      return formatAlternatives(node.nodes);
  }
}

function formatTermNode(term: QueryTerm): string {
  if (term.match !== "words") return `${formatField(term.field)}:${formatMatch(term)}`;
  const text = term.words.join(" ");
  if (term.isPrefix) return `${term.words.join("-")}*`;
  return term.words.length === 1 && !/^(and|or|not)$/i.test(text) ? text : `"${text}"`;
}

/** A path with parts in quotation marks where they must be. */
function formatField(field: QueryField): string {
  const [name, ...path] = field.split(".");
  if (name !== "metadata" && name !== "changes") return field;
  const part = (text: string) => (/^[^\s":(),*\\]*$/.test(text) ? text : `"${text.replace(/["\\]/g, "\\$&")}"`);
  return [name, ...path.map(part)].join(".");
}

const EVERYTHING = "seq:*";

function formatAlternatives(nodes: QueryNode[]): string {
  const [first] = nodes;
  if (!first) return `-${EVERYTHING}`;
  const terms = nodes.flatMap((node) => (node.kind === "term" ? [node] : []));
  const isOneField = terms.every((term) => term.field === terms[0]!.field && term.match !== "words");
  if (terms.length === nodes.length && isOneField)
    return `${formatField(terms[0]!.field)}:(${terms.map(formatMatch).join(" OR ")})`;
  return `(${nodes.map((node) => (node.kind === "and" ? formatQuery(node) || EVERYTHING : formatNode(node))).join(" OR ")})`;
}

function formatMatch(term: QueryTerm): string {
  switch (term.match) {
    case "exists":
      return "*";
    case "exact":
      return formatExact(term.field, term.value);
    case "block":
      return term.value;
    case "contains":
      return `*${escaped(term.value)}*`;
    case "number":
      return formatNumbers(term);
    case "time":
      return term.written;
    case "words":
      return term.words.join(" ");
    case "prefix":
      return `${escaped(term.value)}*`;
    case "range":
      return formatRange(term.field, term.from, term.to);
  }
}

const escaped = (text: string) => text.replace(/[\s"()\\*,]|^[<>]/g, "\\$&");

function formatNumbers({ from, to, isOpen }: Extract<QueryTerm, { match: "number" }>): string {
  const equal = isOpen ? "" : "=";
  if (from === null) return `<${equal}${to}`;
  return to === null ? `>${equal}${from}` : `${from}..${to}`;
}

/** Two dots would be a range of numbers where values may be some. */
function formatExact(field: QueryField, value: string): string {
  const isPlain = PLAIN_VALUE.test(value) && !(/^(metadata|changes)\./.test(field) && value.includes(".."));
  return isPlain ? value : `"${value.replace(/["\\]/g, "\\$&")}"`;
}

function formatRange(field: QueryField, from: number, to: number | null): string {
  const name = (value: number) => (field === "severity" ? SEVERITIES[value]! : String(value));
  if (to === null || (field === "severity" && to === SEVERITIES.length - 1)) return `>=${name(from)}`;
  if (field === "seq" && from === to) return name(from);
  return `${name(from)}..${name(to)}`;
}
