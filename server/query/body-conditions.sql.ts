import type { OptionalThing, QueryMatch } from "#query";
import { canonicalize } from "#tlog";
import type { Parameters } from "./parameters.ts";

/** How the targets of an event are compared: the column of the first, and the same value of any in the body. */
const TARGET_VALUES = {
  id: { column: "target_id", value: "target ->> 'id'" },
  type: { column: "target_type", value: `lower((target ->> 'type') COLLATE "C")` },
} as const;

// The predicate of the index (tenant_id, occurred_at, seq) of events with several targets, word for word.
const SEVERAL_TARGETS = `body LIKE '%"targets":[{%},{%'`;

/** A condition on the targets in two halves that no event fits both of: the first target, which the column holds, and the others. */
export interface TargetCondition {
  first: string;
  others: string;
}

/**
 * Any target of an event by its id or its folded type. The first is served by (tenant_id, target_id, occurred_at, seq), the others by
 * the partial index of events with several targets, both in the order of a page. No locks.
 */
export function targetCondition(member: "id" | "type", match: QueryMatch, parameters: Parameters): TargetCondition {
  const { column, value } = TARGET_VALUES[member];
  if (match.match === "exact") return targetsCondition(member, [match.value], parameters);
  if (match.match === "prefix") {
    const prefix = parameters.add(match.value, "text");
    const piece = member === "id" ? holdsPiece(`"id":${canonicalize(match.value)}`.slice(0, -1), parameters) : "true";
    return inHalves(`${column} ^@ ${prefix}`, `${value} ^@ ${prefix}`, piece);
  }
  return inHalves(`${column} IS NOT NULL`, `${value} IS NOT NULL`, "true");
}

/** Events that have a target with one of the ids or folded types. */
export function targetsCondition(member: "id" | "type", values: string[], parameters: Parameters): TargetCondition {
  const { column, value } = TARGET_VALUES[member];
  const equal = parameters.oneOf(values);
  const pieces = member === "id" ? values.map((id) => holdsPiece(`"id":${canonicalize(id)}`, parameters)) : ["true"];
  return inHalves(`${column} ${equal}`, `${value} ${equal}`, `(${pieces.join(" OR ")})`);
}

/** `piece` is what every event that fits holds, so that the JSON of few others is read. */
function inHalves(first: string, ofAny: string, piece: string): TargetCondition {
  const any = `EXISTS (SELECT FROM jsonb_array_elements(body::jsonb -> 'targets') AS one(target) WHERE ${ofAny})`;
  return { first, others: `((${first}) IS NOT TRUE AND ${SEVERAL_TARGETS} AND ${piece} AND ${any})` };
}

/** A piece of the canonical JSON; metadata may hold the same, so that the path decides. */
const holdsPiece = (piece: string, parameters: Parameters) => `strpos(body, ${parameters.add(piece, "text")}) > 0`;

/** The request id, which is in the body alone. A filter on rows that another index gives; no locks. */
export function requestCondition(match: QueryMatch, parameters: Parameters): string {
  if (match.match !== "exact" && match.match !== "prefix") return bodyHas('"request_id":"', "{request_id}");
  const text = `"request_id":${canonicalize(match.value)}`;
  const [piece, operator] = match.match === "exact" ? [text, "="] : [text.slice(0, -1), "^@"];
  const value = parameters.add(match.value, "text");
  return `(${holdsPiece(piece, parameters)} AND (body::jsonb ->> 'request_id') ${operator} ${value})`;
}

/** What `has:` asks for of an event. Filters on rows that another index gives, but for the partial index of sessions; no locks. */
export const THING_CONDITIONS: Record<Exclude<OptionalThing, "alert">, string> = {
  session: "session_id IS NOT NULL",
  location: "country IS NOT NULL",
  changes: bodyHas('"changes":[', "{changes}"),
  behalf: bodyHas('"on_behalf_of":{', "{actor,on_behalf_of}"),
  raw: bodyHas('"raw":"', "{raw}"),
};

function bodyHas(piece: string, path: string): string {
  return `(strpos(body, '${piece}') > 0 AND (body::jsonb #> '${path}') IS NOT NULL)`;
}
