import { type QueryNode, readQuery } from "#query";

const PLAIN_VALUE = /^(?![<>]|OR$)[^\s"()\\*,]+$/;
const PLAIN_PART = /^[^\s":(),*\\]+$/;

const quoted = (text: string) => `"${text.replace(/["\\]/g, "\\$&")}"`;

/** Trail events of reads are listed only where somebody asks for an origin or a certain event, which may be Sealtrail's own. */
export function readsIn(q: string): "show" | "hide" {
  const { node } = readQuery(q);
  return node && asksForAny(node) ? "show" : "hide";
}

const ASKED: ReadonlySet<string> = new Set(["origin", "id", "seq"]);

function asksForAny(node: QueryNode): boolean {
  if (node.kind === "term") return ASKED.has(node.field);
  return (node.kind === "and" || node.kind === "or") && node.nodes.some(asksForAny);
}

/** One exact value, quoted where it must be. */
export const valueText = (value: string): string => (PLAIN_VALUE.test(value) ? value : quoted(value));

/** One exact term. */
export const termText = (field: string, value: string): string => `${field}:${valueText(value)}`;

/** A field of the metadata, of which parts are quoted where they must be. */
export const metadataField = (path: readonly string[]): string =>
  ["metadata", ...path.map((part) => (PLAIN_PART.test(part) ? part : quoted(part)))].join(".");
