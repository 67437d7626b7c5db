import pg from "pg";
import { copyIn, copyOut } from "./copy-stream.ts";
import type { Stand } from "./stand.ts";

const CONNECTIONS = 2;
const CHUNK_BYTES = 65_536;
const TABLE = "bench_copy";
/** PostgreSQL's binary COPY format: signature, flags and extension length; a row count of -1 ends it. */
const HEADER_BYTES = 19;
const TRAILER = Buffer.from([0xff, 0xff]);

/** Raw `COPY ... FROM STDIN (FORMAT binary)` into a plain table with the event table's columns and indexes. */
export interface CopyBaseline {
  /** Copies the tenant's events of `[from, to)` over two connections, a transaction each; milliseconds to the later commit. */
  run(tenantId: string, from: number, to: number): Promise<number>;
  close(): Promise<void>;
}

export async function openCopyBaseline(stand: Stand): Promise<CopyBaseline> {
  const clients = Array.from(
    { length: CONNECTIONS },
    () => new pg.Client({ connectionString: stand.postgres.superuserUrl }),
  );
  await Promise.all(clients.map((client) => client.connect()));
  const first = clients[0]!;
  await first.query(`DROP TABLE IF EXISTS ${TABLE}; CREATE TABLE ${TABLE} (LIKE event INCLUDING ALL)`);
  return {
    async run(tenantId, from, to) {
      const rows = await readRows(first, tenantId, from, to);
      const share = Math.ceil(rows.length / CONNECTIONS);
      const parts = clients.map((_, i) => chunksOf(rows.slice(i * share, (i + 1) * share)));
      const beganMs = performance.now();
      await Promise.all(
        clients.map((client, i) => copyIn(client, `COPY ${TABLE} FROM STDIN (FORMAT binary)`, parts[i]!)),
      );
      return performance.now() - beganMs;
    },
    async close() {
      await Promise.all(clients.map((client) => client.end()));
    },
  };
}

/** The rows as stored, each in binary COPY format. The superuser is not bound by row-level security, which COPY does not support. */
async function readRows(client: pg.Client, tenantId: string, from: number, to: number): Promise<Buffer[]> {
  const query = `SELECT * FROM event WHERE tenant_id = ${client.escapeLiteral(tenantId)} AND seq >= ${from} AND seq < ${to} ORDER BY seq`;
  const messages = await copyOut(client, `COPY (${query}) TO STDOUT (FORMAT binary)`);
  messages[0] = messages[0]!.subarray(HEADER_BYTES);
  if (messages.at(-1)!.equals(TRAILER)) messages.pop();
  const rows = messages.filter((message) => message.length > 0);
  if (rows.length !== to - from) throw new Error(`COPY gave ${rows.length} rows instead of ${to - from}`);
  return rows;
}

function chunksOf(rows: readonly Buffer[]): Buffer[] {
  const header = Buffer.alloc(HEADER_BYTES);
  header.write("PGCOPY\n\xff\r\n\0", "latin1");
  const chunks: Buffer[] = [];
  let open: Buffer[] = [header];
  let bytes = 0;
  for (const row of rows) {
    open.push(row);
    bytes += row.length;
    if (bytes < CHUNK_BYTES) continue;
    chunks.push(Buffer.concat(open));
    open = [];
    bytes = 0;
  }
  chunks.push(Buffer.concat([...open, TRAILER]));
  return chunks;
}
