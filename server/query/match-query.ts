import type { SealedEvent } from "#tlog";
import { SEVERITIES } from "../event-format/index.ts";
import { uuidTime } from "../ids.ts";
import { deriveColumns, type EventColumns } from "../ledger/index.ts";
import { isAddressIn } from "./address-block.ts";
import type { OptionalThing } from "./query-rules.ts";
import type { QueryField, QueryNode, QueryTerm } from "./syntax.ts";

const SEVERITY_NAMES: readonly string[] = SEVERITIES;

/** An event with its place in the ledger: open, nothing masked. */
export interface MatchableEvent {
  seq: number;
  event: SealedEvent;
}

/** Whether an event fits a query; answers as queryCondition does in the database. */
export function matchesQuery(node: QueryNode, { seq, event }: MatchableEvent): boolean {
  const columns = deriveColumns(event);
  const fits = (one: QueryNode): boolean => {
    switch (one.kind) {
      case "all":
        return true;
      case "not":
        return !fits(one.node);
      case "and":
        return one.nodes.every(fits);
      case "or":
        return one.nodes.some(fits);
      case "term":
        return fitsTerm(one, seq, event, columns);
    }
  };
  return fits(node);
}

function fitsTerm(term: QueryTerm, seq: number, event: SealedEvent, columns: EventColumns): boolean {
  if (term.field === "has") return term.match === "exact" && THINGS[term.value as OptionalThing](event);
  if (term.field === "seq") return fitsSeq(term, seq);
  const values = VALUES[term.field](event, columns).filter((value) => typeof value === "string");
  switch (term.match) {
    case "exists":
      return values.length > 0;
    case "exact":
      if (term.field === "ip") return values.some((value) => isAddressIn(value, term.value));
      return values.includes(term.value) && (term.field !== "id" || uuidTime(term.value) !== undefined);
    case "prefix":
      return values.some((value) => value.startsWith(term.value));
    case "block":
      return values.some((value) => isAddressIn(value, term.value));
    case "range":
      return values.some((value) => isWithin(SEVERITY_NAMES.indexOf(value), term));
  }
}

function fitsSeq(term: QueryTerm, seq: number): boolean {
  return term.match === "range" ? isWithin(seq, term) : term.match === "exists";
}

const isWithin = (value: number, { from, to }: { from: number; to: number | null }) =>
  value >= from && (to === null || value <= to);

const THINGS: Record<OptionalThing, (event: SealedEvent) => boolean> = {
  changes: (event) => event.changes !== undefined,
  session: (event) => event.session_id !== undefined,
  location: (event) => event.source?.location?.country !== undefined,
  behalf: (event) => event.actor.on_behalf_of !== undefined,
  raw: (event) => event.raw !== undefined,
};

type Values = (event: SealedEvent, columns: EventColumns) => (string | null | undefined)[];

const actorId: Values = (_, columns) => [columns.actorId];
const targetIds: Values = (event) => event.targets?.map((target) => target.id) ?? [];

const VALUES: Record<Exclude<QueryField, "seq" | "has">, Values> = {
  action: (_, columns) => [columns.action],
  category: (_, columns) => [columns.category],
  crud: (_, columns) => [columns.crud],
  outcome: (_, columns) => [columns.outcome],
  severity: (_, columns) => [columns.severity],
  origin: (_, columns) => [columns.origin],
  via: (_, columns) => [columns.via],
  env: (_, columns) => [columns.environment],
  country: (_, columns) => [columns.country],
  auth: (_, columns) => [columns.authMethod],
  actor: actorId,
  "actor.id": actorId,
  "actor.type": (_, columns) => [columns.actorType],
  target: targetIds,
  "target.id": targetIds,
  "target.type": (event) => event.targets?.map((target) => target.type.toLowerCase()) ?? [],
  ip: (_, columns) => [columns.ip],
  session: (_, columns) => [columns.sessionId],
  request: (event) => [event.request_id],
  id: (event) => [event.id],
  key: (_, columns) => [columns.keyId],
};
