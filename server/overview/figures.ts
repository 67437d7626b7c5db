import type { TenantTransaction } from "../access/index.ts";
import { formatTerm } from "../query/index.ts";
import {
  ACTOR_KINDS,
  type EventLink,
  hasLetGo,
  linkOf,
  listNewValues,
  type QuarterSeries,
  type Span,
  sumOf,
} from "../rollups/index.ts";
import type { Frame } from "./frame.ts";
import type { Figure, OutcomePoint, Overview } from "./overview.ts";

type Figures = Pick<Overview, "events" | "denied" | "failed" | "people" | "services" | "timeline" | "bucketMinutes">;

/** How many actors of each counted kind there were in a stretch, and in the one before it. */
export interface People {
  actors: ReadonlyMap<string, number>;
  before: ReadonlyMap<string, number>;
  isLowerBound: boolean;
  isPreviousLowerBound: boolean;
}

/** Numbers of all events. `series` is of both stretches; `actors` and `before` say how many there are by kind, in each. */
export function figuresOf(
  { span, previous, bucketMs, buckets }: Frame,
  { series, actors, before, isLowerBound, isPreviousLowerBound }: People & { series: QuarterSeries },
): Figures {
  const [now, then] = [sumOf(series, span), sumOf(series, previous)];
  const figure = (q: string, value: number, was: number, bound = false, boundBefore = false): Figure => ({
    ...{ value, previous: was, isLowerBound: bound, isPreviousLowerBound: boundBefore },
    ...{ link: linkOf(q, span), previousLink: linkOf(q, previous) },
  });
  const different = (kind: string) =>
    figure(
      formatTerm("actor.type", kind.slice("actor.".length)),
      actors.get(kind) ?? 0,
      before.get(kind) ?? 0,
      isLowerBound,
      isPreviousLowerBound,
    );
  return {
    events: figure("", now.events, then.events),
    denied: figure("outcome:denied", now.denials, then.denials),
    failed: figure("outcome:failure", now.failures, then.failures),
    people: different("actor.user"),
    services: different("actor.service"),
    bucketMinutes: bucketMs / 60_000,
    timeline: buckets.map((bucket) => pointOf(series, bucket)),
  };
}

function pointOf(series: QuarterSeries, bucket: Span): OutcomePoint {
  const { events, failures, denials, unknowns } = sumOf(series, bucket);
  return {
    at: new Date(bucket.fromMs).toISOString(),
    ...{ success: events - failures - denials - unknowns, failure: failures, denied: denials, unknown: unknowns },
    link: linkOf("", bucket),
  };
}

const SHOWN = 10;
/** A query holds at most so many values. */
const LINKED = 60;

/** Sealtrail itself and what has no name are nobody new. */
const NEW_KINDS = ACTOR_KINDS.filter((kind) => kind !== "actor.system" && kind !== "actor.anonymous");

/** Actors of whom the first event ever occurred within the range. */
export async function newActorsOf(tx: TenantTransaction, { span, previous }: Frame): Promise<Overview["newActors"]> {
  const fresh = await listNewValues(tx, { kinds: NEW_KINDS, span, limit: LINKED });
  const before = await listNewValues(tx, { kinds: NEW_KINDS, span: previous, limit: LINKED });
  const letGo = await hasLetGo(tx, NEW_KINDS, null);
  const linkFor = ({ count, values }: typeof fresh, of: Span): EventLink | null => {
    if (count === 0 || count > values.length) return null;
    const q = `actor.id:(${values.map(({ value }) => formatTerm("actor.id", value).slice("actor.id:".length)).join(" OR ")})`;
    return linkOf(q, of);
  };
  return {
    ...{
      value: fresh.count,
      previous: before.count,
      isLowerBound: letGo.size > 0,
      isPreviousLowerBound: letGo.size > 0,
    },
    ...{ link: linkFor(fresh, span), previousLink: linkFor(before, previous) },
    actors: fresh.values.slice(0, SHOWN).map(({ kind, value, name, firstMs }) => ({
      ...{ id: value, name, actorType: kind.slice("actor.".length), firstSeenAt: new Date(firstMs).toISOString() },
      link: linkOf(formatTerm("actor.id", value), span),
    })),
  };
}
