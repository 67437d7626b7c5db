import { inTenant, type TenantContext } from "../access/index.ts";
import { withinRows } from "../keys/index.ts";
import { openCursor, type Position, parseQuery, sealCursor, viewForm } from "../query/index.ts";
import { runtime } from "../runtime.ts";
import { reachDetails } from "./reach.ts";
import { listVisible, type VisibleEvent, type VisiblePage } from "./visible-events.sql.ts";

export interface ListEventsInput {
  q?: string;
  from?: Date;
  to?: Date;
  order?: "newest" | "oldest";
  /** 1 to 500. */
  limit?: number;
  cursor?: string;
  /** Whether trail events of reads (searches, views, downloads) are listed; they are unless hidden. */
  reads?: "show" | "hide";
  /** IANA name of the zone that times in the query are written in; UTC when absent. */
  timeZone?: string;
}

export interface EventPage {
  records: VisibleEvent[];
  next_cursor: string | null;
  /** Time ran out: the records are right, and only what comes before `covered_from` in the order was looked at. */
  is_partial: boolean;
  /** RFC 3339; null when the page is whole or nothing was looked at. */
  covered_from: string | null;
}

/**
 * One page of the events that fit and that the caller may see, by `occurred_at`, then `seq`; newest first unless asked otherwise. Keyset
 * paging: page 1,000 costs what page 1 does. A cursor opens for the same tenant, view, query, range and order only. A page is shorter
 * than asked for where the caller's key has no more rows for today; AppError `rate_limited` when it has none. A page that cannot be found in
 * time says how far it came, and its cursor goes on from there.
 */
export async function listEvents(context: TenantContext, input: ListEventsInput): Promise<EventPage> {
  const { q = "", from, to, order = "newest", limit = 50, cursor, reads = "show", timeZone = "UTC" } = input;
  const query = parseQuery(q, { nowMs: runtime().clock.now().getTime(), timeZone, alerts: true }).node;
  const range = [from?.toISOString() ?? "", to?.toISOString() ?? ""];
  const list = [context.tenantId, viewForm(context.view), q, ...range, order, reads, timeZone];
  const after = cursor === undefined ? undefined : openCursor(list, cursor);

  const readPage = (limitNow: number) =>
    inTenant(context, "events.read", async (tx) => {
      const selection = { query, from, to, hideReads: reads === "hide", order, after };
      const found = await listVisible(tx, context, { ...selection, limit: limitNow + 1 });
      const records = found.records.slice(0, limitNow);
      const asked = {
        q,
        order,
        limit,
        rows: records.length,
        ...(from ? { from: from.toISOString() } : {}),
        ...(to ? { to: to.toISOString() } : {}),
        ...(cursor === undefined ? {} : { page: "next" }),
      };
      tx.recordRead("events.searched", reachDetails(context.view, query, asked));
      const next = nextPosition(found, limitNow, order, after);
      return {
        records,
        next_cursor: next ? sealCursor(list, next) : null,
        is_partial: found.stoppedAt !== null,
        covered_from: found.stoppedAt && next ? found.stoppedAt.toISOString() : null,
      };
    });
  return withinRows(context, limit, readPage, (page) => page.records.length);
}

/** Where the next page begins; undefined when there is none, or when time ran out before anything was looked at. */
function nextPosition(
  { records, stoppedAt }: VisiblePage,
  limit: number,
  order: "newest" | "oldest",
  after: Position | undefined,
): Position | undefined {
  const last = records[limit - 1];
  if (records.length > limit && last) return { occurredAtMs: Date.parse(last.event.occurred_at), seq: last.seq };
  if (!stoppedAt) return undefined;
  const occurredAtMs = stoppedAt.getTime();
  const isWithinReach = occurredAtMs > 0 && occurredAtMs < FARTHEST_MS && occurredAtMs !== after?.occurredAtMs;
  // Everything at that instant is still to come.
  return isWithinReach ? { occurredAtMs, seq: order === "newest" ? Number.MAX_SAFE_INTEGER : -1 } : undefined;
}

const FARTHEST_MS = 8_640_000_000_000_000;
