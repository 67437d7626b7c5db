import { inTenant, type TenantContext } from "../access/index.ts";
import { withinRows } from "../keys/index.ts";
import {
  openCursor,
  type Parameters,
  type Position,
  parseQuery,
  sealCursor,
  viewForm,
  WITHOUT_READS,
} from "../query/index.ts";
import { occurredBetween } from "./occurred-between.ts";
import { reachDetails } from "./reach.ts";
import { listVisible, type VisibleEvent } from "./visible-events.sql.ts";

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
}

export interface EventPage {
  records: VisibleEvent[];
  next_cursor: string | null;
}

/**
 * One page of the events that fit and that the caller may see, by `occurred_at`, then `seq`; newest first unless asked otherwise. Keyset
 * paging: page 1,000 costs what page 1 does. A cursor opens for the same tenant, view, query, range and order only. A page is shorter
 * than asked for where the caller's key has no more rows for today; AppError `rate_limited` when it has none.
 */
export async function listEvents(context: TenantContext, input: ListEventsInput): Promise<EventPage> {
  const { q = "", from, to, order = "newest", limit = 50, cursor, reads = "show" } = input;
  const query = parseQuery(q).node;
  const range = [from?.toISOString() ?? "", to?.toISOString() ?? ""];
  const list = [context.tenantId, viewForm(context.view), q, ...range, order, reads];
  const after = cursor === undefined ? undefined : openCursor(list, cursor);

  const readPage = (limitNow: number) =>
    inTenant(context, "events.read", async (tx) => {
      const found = await listVisible(tx, context, {
        query,
        also: (parameters) => [
          ...(reads === "hide" ? [WITHOUT_READS] : []),
          ...occurredBetween(from, to, parameters),
          ...(after ? [beyond(after, order, parameters)] : []),
        ],
        order,
        limit: limitNow + 1,
      });
      const records = found.slice(0, limitNow);
      const last = records.at(-1);
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
      return {
        records,
        next_cursor:
          found.length > limitNow && last
            ? sealCursor(list, { occurredAtMs: Date.parse(last.event.occurred_at), seq: last.seq })
            : null,
      };
    });
  return withinRows(context, limit, readPage, (page) => page.records.length);
}

function beyond(after: Position, order: "newest" | "oldest", parameters: Parameters): string {
  const at = parameters.add(new Date(after.occurredAtMs), "timestamptz");
  return `(occurred_at, seq) ${order === "newest" ? "<" : ">"} (${at}, ${parameters.add(after.seq, "bigint")})`;
}
