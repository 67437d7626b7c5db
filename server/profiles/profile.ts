import { demandPermission, recordCollapsed, type TenantContext } from "../access/index.ts";
import { AppError } from "../errors.ts";
import { type Exploration, exploreEvents, type Facet, listEvents, type VisibleEvent } from "../events/index.ts";
import { isMasked } from "../query/index.ts";

/** Whose profile, and the range that is counted. */
export interface ProfileInput {
  id: string;
  /** Only where it has this type: ids may be the same in different systems. */
  type?: string;
  from?: Date;
  /** Now when absent. */
  to?: Date;
}

/** What is known of an actor or a target. Everything but `first_seen`, `last_seen` and the names is of the range. */
export interface Profile {
  id: string;
  /** As in the newest event. */
  type: string;
  /** The names that its first, its newest and its recent events give it, the newest first. */
  names: string[];
  /** The query that finds its events. */
  query: string;
  first_seen: string;
  last_seen: string;
  /** Without trail events of reads, as everything that is counted here. */
  histogram: Exploration["histogram"];
  facets: Facet[];
  /** Fields that are masked for the reader, so that there are no facets of them. */
  refused: Exploration["refused"];
  /** The newest of the range. */
  recent: VisibleEvent[];
}

const RECENT_ROWS = 20;
const FACET_VALUES = 8;

/** AppError `forbidden` for a reader who does not see the ids that a profile is about. */
export async function demandIds(context: TenantContext, kind: "actor" | "target"): Promise<void> {
  await demandPermission(context, "events.read");
  const path = kind === "actor" ? "actor.id" : "targets.id";
  if (!isMasked(path, context.view.masks)) return;
  if (context.caller.type === "user") recordCollapsed(context, "access.denied", "masked field", {}).catch(() => {});
  const what = kind === "actor" ? "who acted" : "what was acted on";
  throw new AppError("forbidden", `The ids of ${what} are masked for you, so there is no page about one of them.`, {
    fields: [{ path: "masked", message: `${path} is masked for you` }],
    reason: "masked field",
  });
}

/** What both kinds of profile have. AppError `not_found` when the query finds no event that the reader may see. */
export async function readProfile(
  context: TenantContext,
  { id, from, to }: ProfileInput,
  about: { query: string; fields: string[]; namedAs(event: VisibleEvent["event"]): Named | undefined },
): Promise<Profile> {
  const { query, namedAs } = about;
  const [oldest, newest] = await Promise.all([
    listEvents(context, { q: query, order: "oldest", limit: 1 }),
    listEvents(context, { q: query, limit: 1 }),
  ]);
  const [first, last] = [oldest.records[0]?.event, newest.records[0]?.event];
  if (!first || !last) throw new AppError("not_found", "There is no event of this that you may see.");
  const range = { ...(from ? { from } : {}), ...(to ? { to } : {}) };
  const [counts, recent] = await Promise.all([
    exploreEvents(context, { q: query, ...range, fields: about.fields, limit: FACET_VALUES, reads: "hide" }),
    listEvents(context, { q: query, ...range, limit: RECENT_ROWS, reads: "hide" }),
  ]);
  const named = [last, ...recent.records.map((record) => record.event), first].map(namedAs);
  return {
    id,
    type: named[0]?.type ?? "",
    names: [...new Set(named.flatMap((one) => (one?.name ? [one.name] : [])))],
    query,
    first_seen: first.occurred_at,
    last_seen: last.occurred_at,
    histogram: counts.histogram,
    facets: counts.facets,
    refused: counts.refused,
    recent: recent.records,
  };
}

export interface Named {
  type: string;
  name?: string | undefined;
}

/** The values of one field among the events of a query; undefined where the field is masked for the reader. */
export async function readFacet(
  context: TenantContext,
  { from, to }: ProfileInput,
  { q, field }: { q: string; field: string },
): Promise<Facet | undefined> {
  const range = { ...(from ? { from } : {}), ...(to ? { to } : {}) };
  const { facets } = await exploreEvents(context, { q, ...range, fields: [field], limit: FACET_VALUES, reads: "hide" });
  return facets[0];
}
