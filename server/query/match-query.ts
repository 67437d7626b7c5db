import { isAddressIn, type OptionalThing, type QueryNode, type QueryTerm } from "#query";
import type { SealedEvent } from "#tlog";
import { SEVERITIES } from "../event-format/index.ts";
import { uuidTime } from "../ids.ts";
import { deriveColumns, type EventColumns } from "../ledger/index.ts";
import { holdsWords, valuesOf } from "./event-values.ts";

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
  switch (term.field) {
    case "has":
      return term.match === "exact" && hasThing(term, { seq, event });
    case "seq":
      return term.match === "range" ? isWithin(seq, term) : term.match === "exists";
    case "after":
    case "before":
    case "during":
      return term.match === "time" && isDuring(columns.occurredAtMs, term);
    case "words":
      return term.match === "words" && holdsWords(event, term);
    case "actor":
      return ["actor.id" as const, "actor.name" as const, "actor.email" as const].some((field) =>
        valuesOf(field, event, columns).some((value) => fitsValue(field === "actor.id" ? term : folded(term), value)),
      );
    case "target":
      return ["target.id" as const, "target.name" as const].some((field) =>
        valuesOf(field, event, columns).some((value) => fitsValue(field === "target.id" ? term : folded(term), value)),
      );
    case "behalf":
      return valuesOf("behalf", event, columns).some(
        (value) => fitsValue(term, value) || fitsValue(folded(term), value),
      );
    case "id":
      if (term.match === "exact" && uuidTime(term.value) === undefined) return false;
      break;
  }
  return valuesOf(term.field, event, columns).some((value) => fitsValue(term, value));
}

const isDuring = (ms: number, { fromMs, toMs }: Extract<QueryTerm, { match: "time" }>) =>
  (fromMs === null || ms >= fromMs) && (toMs === null || ms < toMs);

/** The term as it is compared with texts of which the case does not count. */
export const folded = (term: QueryTerm): QueryTerm =>
  "value" in term ? { ...term, value: term.value.toLowerCase() } : term;

/** Whether one value of the term's field, as valuesOf gives it, fits. */
export function fitsValue(term: QueryTerm, value: string): boolean {
  switch (term.match) {
    case "exists":
      return true;
    case "exact":
      return term.field === "ip" ? isAddressIn(value, term.value) : value === term.value;
    case "prefix":
      return value.startsWith(term.value);
    case "contains":
      return value.includes(term.value);
    case "block":
      return isAddressIn(value, term.value);
    case "range":
      return isWithin(SEVERITY_NAMES.indexOf(value), term);
    case "number":
      return isNumberWithin(value, term);
    default:
      return false;
  }
}

const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?(e[+-]?\d+)?$/;

function isNumberWithin(text: string, { from, to, isOpen }: Extract<QueryTerm, { match: "number" }>): boolean {
  if (!NUMBER.test(text)) return false;
  const value = Number(text);
  if (isOpen) return (from === null || value > from) && (to === null || value < to);
  return (from === null || value >= from) && (to === null || value <= to);
}

const isWithin = (value: number, { from, to }: { from: number; to: number | null }) =>
  value >= from && (to === null || value <= to);

/** Whether an event has what `has:` asks for. */
export function hasThing(term: QueryTerm & { value: string }, { seq, event }: MatchableEvent): boolean {
  const thing = term.value as OptionalThing;
  return thing === "alert" ? isAmong(alertedSeqs(term), seq) : THINGS[thing](event);
}

/** The events that `has:alert` holds for; an error unless they were looked up. */
export function alertedSeqs(term: QueryTerm): readonly number[] {
  if (!("seqs" in term) || !term.seqs) throw new Error("the events with alerts were not looked up");
  return term.seqs;
}

/** Whether an ascending list has the value. */
function isAmong(list: readonly number[], value: number): boolean {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (list[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return list[low] === value;
}

const THINGS: Record<Exclude<OptionalThing, "alert">, (event: SealedEvent) => boolean> = {
  changes: (event) => event.changes !== undefined,
  session: (event) => event.session_id !== undefined,
  location: (event) => event.source?.location?.country !== undefined,
  behalf: (event) => event.actor.on_behalf_of !== undefined,
  raw: (event) => event.raw !== undefined,
};
