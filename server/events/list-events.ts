import type { SealedEvent } from "#tlog";
import { inTenant, type TenantContext } from "../access/index.ts";
import { AHEAD_MS_MAX } from "../event-format/index.ts";
import { openCursor, Parameters, parseQuery, queryConditions, sealCursor, WITHOUT_READS } from "../query/index.ts";

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
  records: { seq: number; event: SealedEvent }[];
  next_cursor: string | null;
}

interface Row {
  seq: bigint;
  body: string;
}

/** One page of the events that fit, by `occurred_at`, then `seq`; newest first unless asked otherwise. Keyset paging: page 1,000 costs what page 1 does. */
export async function listEvents(context: TenantContext, input: ListEventsInput): Promise<EventPage> {
  const { q = "", from, to, order = "newest", limit = 50, cursor, reads = "show" } = input;
  const query = parseQuery(q);
  const list = [context.tenantId, q, from?.toISOString() ?? "", to?.toISOString() ?? "", order, reads];
  const after = cursor === undefined ? undefined : openCursor(list, cursor);

  const parameters = new Parameters();
  const conditions = [`tenant_id = ${parameters.add(context.tenantId, "uuid")}`, ...queryConditions(query, parameters)];
  if (reads === "hide") conditions.push(WITHOUT_READS);
  if (from) {
    conditions.push(`occurred_at >= ${parameters.add(from, "timestamptz")}`);
    // Nothing occurs more than 24 h after it was received, so older partitions cannot hold it.
    conditions.push(`received_at >= ${parameters.add(new Date(from.getTime() - AHEAD_MS_MAX), "timestamptz")}`);
  }
  if (to) conditions.push(`occurred_at < ${parameters.add(to, "timestamptz")}`);
  const [beyond, direction] = order === "newest" ? ["<", "DESC"] : [">", "ASC"];
  if (after) {
    conditions.push(
      `(occurred_at, seq) ${beyond} (${parameters.add(new Date(after.occurredAtMs), "timestamptz")}, ${parameters.add(after.seq, "bigint")})`,
    );
  }
  // (tenant_id, occurred_at, seq) or the filter's own index, read in order and merged over the partitions; no sort, no count.
  const sql = `SELECT seq, body FROM event WHERE ${conditions.join(" AND ")} ORDER BY occurred_at ${direction}, seq ${direction} LIMIT ${parameters.add(limit + 1, "int")}`;

  return inTenant(context, "events.read", async (tx) => {
    const rows = await tx.run<Row>(sql, parameters.values);
    const records = rows
      .slice(0, limit)
      .map((row) => ({ seq: Number(row.seq), event: JSON.parse(row.body) as SealedEvent }));
    const last = records.at(-1);
    const hasMore = rows.length > limit && last !== undefined;
    tx.recordRead("events.searched", {
      metadata: {
        q,
        order,
        limit,
        rows: records.length,
        ...(from ? { from: from.toISOString() } : {}),
        ...(to ? { to: to.toISOString() } : {}),
        ...(cursor === undefined ? {} : { page: "next" }),
      },
    });
    return {
      records,
      next_cursor: hasMore
        ? sealCursor(list, { occurredAtMs: Date.parse(last.event.occurred_at), seq: last.seq })
        : null,
    };
  });
}
