import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import type { SearchSet } from "./search-data.ts";
import type { SearchQuery } from "./search-queries.ts";
import { say } from "./stand.ts";

/** The audit page that one writes by hand: one table, an index on its tenant, ILIKE, OFFSET and COUNT(*). */
export interface PlainSearch {
  /** What such a page asks for: the number of events that fit, then the rows of the page (from 1). */
  page(where: string, page?: number): Promise<PlainPage>;
  close(): Promise<void>;
}

export interface PlainPage {
  ids: string[];
  /** Null where the statement was ended before it was through. */
  count: number | null;
  ms: number;
  /** At least one of the two statements took longer than a minute, and counts as a minute. */
  isCutOff: boolean;
}

/** A query's condition with its range, where that is not the whole. */
export const plainCondition = ({ plain, days }: SearchQuery, { until }: SearchSet): string =>
  days === undefined
    ? `(${plain})`
    : `(${plain}) AND occurred_at >= timestamptz '${until.toISOString()}' - interval '${days * 24} hours'`;

export const PLAIN_PAGE_ROWS = 50;
export const PLAIN_TIMEOUT_MS = 60_000;
const CONNECTIONS = 2;
const QUERY_CANCELED = "57014";

/** The columns are named as in the event; what has parts of its own is jsonb. The event as it was sent is not kept twice. */
const TABLE_SQL = `CREATE SCHEMA IF NOT EXISTS bench;
  DROP TABLE IF EXISTS bench.plain_event;
  CREATE TABLE bench.plain_event (
    id uuid NOT NULL, tenant_id uuid NOT NULL, seq bigint NOT NULL, occurred_at timestamptz(3) NOT NULL,
    action text NOT NULL, category text, crud text, outcome text NOT NULL, severity text NOT NULL,
    actor_type text NOT NULL, actor_id text, actor_name text, actor_email text, on_behalf_of jsonb, targets jsonb,
    ip text, country text, city text, environment text, session_id text, request_id text,
    description text, changes jsonb, metadata jsonb
  )`;

const COPY_SQL = (partition: string) => `INSERT INTO bench.plain_event
  SELECT e.id, e.tenant_id, e.seq, e.occurred_at, b.action, b.category, b.crud, b.outcome, b.severity,
         b.actor->>'type', b.actor->>'id', b.actor->>'name', b.actor->>'email', b.actor->'on_behalf_of', b.targets,
         b.source->>'ip', b.source->'location'->>'country', b.source->'location'->>'city', b.source->>'environment',
         b.session_id, b.request_id, b.description, b.changes, b.metadata
    FROM ${partition} e,
         jsonb_to_record(e.body::jsonb) AS b (action text, category text, crud text, outcome text, severity text, actor jsonb, targets jsonb,
                                              source jsonb, session_id text, request_id text, description text, changes jsonb, metadata jsonb)`;

/** The same events as the set's, in the same PostgreSQL. Copied once, in the order in which they lie in the event table. */
export async function openPlainSearch(set: SearchSet): Promise<PlainSearch> {
  const done = join(set.stand.dataDir, "plain-copied");
  if (!existsSync(done)) {
    await copyEvents(set);
    writeFileSync(done, "");
  }
  const client = new pg.Client({
    connectionString: set.stand.postgres.superuserUrl,
    types: { getTypeParser: () => String },
  });
  await client.connect();
  await client.query(`SET statement_timeout = ${PLAIN_TIMEOUT_MS}; SET search_path = bench`);
  const range = `tenant_id = ${client.escapeLiteral(set.largest.id)} AND occurred_at >= ${client.escapeLiteral(set.from.toISOString())} AND occurred_at < ${client.escapeLiteral(set.until.toISOString())}`;
  const timed = async (text: string) => {
    const beganMs = performance.now();
    try {
      const { rows } = await client.query<Record<string, string>>(text);
      return { rows, ms: performance.now() - beganMs };
    } catch (error) {
      if ((error as { code?: string }).code !== QUERY_CANCELED) throw error;
      return { rows: null, ms: PLAIN_TIMEOUT_MS };
    }
  };
  return {
    async page(where, page = 1) {
      const count = await timed(`SELECT COUNT(*) AS count FROM plain_event WHERE ${range} AND ${where}`);
      const rows = await timed(
        `SELECT * FROM plain_event WHERE ${range} AND ${where} ORDER BY occurred_at DESC, seq DESC
          LIMIT ${PLAIN_PAGE_ROWS} OFFSET ${(page - 1) * PLAIN_PAGE_ROWS}`,
      );
      return {
        ids: rows.rows?.map((row) => row.id!) ?? [],
        count: count.rows ? Number(count.rows[0]!.count) : null,
        ms: count.ms + rows.ms,
        isCutOff: count.rows === null || rows.rows === null,
      };
    },
    close: () => client.end(),
  };
}

async function copyEvents({ stand, events }: SearchSet): Promise<void> {
  const beganMs = performance.now();
  const partitions = await stand.withSuperuser(async (client) => {
    await client.query(TABLE_SQL);
    const { rows } = await client.query<{ name: string }>(
      "SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = 'event'::regclass ORDER BY name",
    );
    return rows.map(({ name }) => name);
  });
  const waiting = [...partitions];
  const copy = () =>
    stand.withSuperuser(async (client) => {
      for (let partition = waiting.shift(); partition; partition = waiting.shift())
        await client.query(COPY_SQL(partition));
    });
  await Promise.all(Array.from({ length: CONNECTIONS }, copy));
  await stand.withSuperuser(async (client) => {
    await client.query("CREATE INDEX ON bench.plain_event (tenant_id)");
    await client.query("VACUUM (ANALYZE) bench.plain_event");
  });
  const seconds = Math.round((performance.now() - beganMs) / 1_000);
  say(`${events.toLocaleString("en")} events copied into a plain table in ${seconds} s`);
}
