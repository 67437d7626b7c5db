import { inTenant, type TenantContext, type TenantTransaction } from "../access/index.ts";
import { AppError } from "../errors.ts";
import { andNodes, formatTerm, parseQuery, type QueryNode } from "../query/index.ts";
import { runtime } from "../runtime.ts";
import { COUNT_MS_MAX, type Covered, coveredFrom, withoutField } from "./covered.ts";
import { reachDetails } from "./reach.ts";
import {
  COUNTED_FIELDS,
  type CountedField,
  listVisible,
  tallyVisible,
  type VisibleTally,
} from "./visible-events.sql.ts";

export interface FacetInput {
  q?: string;
  from?: Date;
  to?: Date;
  /** One of COUNTED_FIELDS, `metadata.<path>` or `changes.<field>`. */
  field: string;
  /** Only values that contain this text, whatever its case. */
  find?: string;
  /** 1 to 100. */
  limit?: number;
  reads?: "show" | "hide";
  timeZone?: string;
}

export interface FacetValue {
  value: string;
  count: number;
  /** The name of an actor or target, as in the newest of these events. */
  label?: string;
}

export interface Facet extends Covered {
  field: CountedField;
  /** The most frequent values, folded as they are compared. */
  values: FacetValue[];
  /** Events with any other value, and with none. */
  others: number;
  missing: number;
}

/**
 * The values of a field among the visible events that fit the query, with counts. What the query itself asks of the field is left out, so
 * that its other values can be chosen. An event with several targets counts for each. Bounded by 1 s; then the counts are of the newest and
 * say so.
 */
export async function getFacet(context: TenantContext, input: FacetInput): Promise<Facet> {
  const { q = "", from, to, limit = 10, find, reads = "show", timeZone = "UTC" } = input;
  const field = countedField(input.field);
  const now = runtime().clock.now();
  const query = parseQuery(q, { nowMs: now.getTime(), timeZone, alerts: true }).node;
  return inTenant(context, "events.read", async (tx) => {
    const counter = facetCounter(query, field);
    const selection = { from, to, hideReads: reads === "hide" };
    const untilMs = performance.now() + COUNT_MS_MAX;
    const stoppedAt = await tallyVisible(tx, context, {
      ...selection,
      tallies: [counter.tally],
      untilMs,
      isEnough: counter.isFull,
    });
    tx.recordRead("events.counted", reachDetails(context.view, query, { q, field, ...(find ? { find } : {}) }));
    const facet = { ...counter.take(limit, find), ...coveredFrom(stoppedAt, now) };
    return { ...facet, values: await withLabels(tx, context, facet, selection) };
  });
}

const PATH = /^(metadata|changes)\../;

/** AppError `invalid` for a field whose values cannot be counted. */
export function countedField(name: string): CountedField {
  const known = COUNTED_FIELDS.find((field) => field === name);
  if (known) return known;
  if (PATH.test(name)) return name.toLowerCase() as CountedField;
  throw new AppError("invalid", "There are no counts of this field.", {
    fields: [
      { path: "field", message: `must be one of ${COUNTED_FIELDS.join(", ")}, metadata.<path> or changes.<field>` },
    ],
  });
}

/** More different values are not kept: what was counted until then is said as a lower bound. */
const VALUES_MAX = 100_000;

/** Counts one field. */
export function facetCounter(query: QueryNode, field: CountedField) {
  const counts = new Map<string | null, number>();
  const tally: VisibleTally = {
    kind: "values",
    query: withoutField(query, field),
    field,
    add: (value, count) => void counts.set(value, (counts.get(value) ?? 0) + count),
  };
  return {
    tally,
    isFull: () => counts.size > VALUES_MAX,
    take(limit: number, find = ""): Omit<Facet, keyof Covered> {
      const wanted = find.toLowerCase();
      const sorted = [...counts]
        .flatMap(([value, count]) => (value?.toLowerCase().includes(wanted) ? [{ value, count }] : []))
        .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
      const others = sorted.slice(limit).reduce((sum, { count }) => sum + count, 0);
      return { field, values: sorted.slice(0, limit), others, missing: find ? 0 : (counts.get(null) ?? 0) };
    },
  };
}

const NAMES_MS_MAX = 200;
const LABELLED = { "actor.id": "actor.name", "target.id": "target.name" } as const;

/** The values with the names that the newest event of each says, as far as the reader sees them and time allows. */
export async function withLabels(
  tx: TenantTransaction,
  context: TenantContext,
  { field, values }: Pick<Facet, "field" | "values">,
  selection: { from: Date | undefined; to: Date | undefined },
): Promise<FacetValue[]> {
  if (field !== "actor.id" && field !== "target.id") return values;
  const untilMs = performance.now() + NAMES_MS_MAX;
  const labelled: FacetValue[] = [];
  for (const one of values) {
    const msMax = untilMs - performance.now();
    const label = msMax > 0 ? await nameOf(tx, context, field, one.value, { ...selection, msMax }) : undefined;
    labelled.push({ ...one, ...(label === undefined ? {} : { label }) });
  }
  return labelled;
}

async function nameOf(
  tx: TenantTransaction,
  context: TenantContext,
  field: keyof typeof LABELLED,
  id: string,
  selection: { from: Date | undefined; to: Date | undefined; msMax: number },
): Promise<string | undefined> {
  const query = andNodes(parseQuery(formatTerm(field, id)).node);
  const { records } = await listVisible(tx, context, { query, ...selection, order: "newest", limit: 1 });
  const event = records[0]?.event;
  if (field === "actor.id") return event?.actor.name;
  return event?.targets?.find((target) => target.id === id)?.name;
}
