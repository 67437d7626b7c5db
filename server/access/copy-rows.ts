import pg from "pg";
import { AppError } from "../errors.ts";
import { runtime } from "../runtime.ts";
import type { TenantContext } from "./context.ts";
import { demandPermission, STATEMENT_MS_MAX } from "./door.ts";
import type { Permission } from "./permissions.ts";

type Connection = pg.Connection & { query(text: string): void };

/** A statement that speaks the protocol itself. Gathers what COPY sends: its chunks are views of a buffer that is written over. */
class CopyOut {
  readonly done: Promise<Buffer>;
  readonly #text: string;
  #bytes = Buffer.allocUnsafe(BYTES_FIRST);
  #length = 0;
  #error: Error | undefined;
  #resolve!: (bytes: Buffer) => void;
  #reject!: (error: Error) => void;

  constructor(text: string) {
    this.#text = text;
    this.done = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  submit(connection: pg.Connection): void {
    (connection as Connection).query(this.#text);
  }

  handleCopyData({ chunk }: { chunk: Buffer }): void {
    if (this.#length + chunk.length > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(2 * (this.#length + chunk.length));
      this.#bytes.copy(larger, 0, 0, this.#length);
      this.#bytes = larger;
    }
    chunk.copy(this.#bytes, this.#length);
    this.#length += chunk.length;
  }

  handleError(error: Error): void {
    this.#error = error;
    this.#reject(error);
  }

  handleReadyForQuery(): void {
    if (!this.#error) this.#resolve(this.#bytes.subarray(0, this.#length));
  }

  handleCommandComplete(): void {}
  handleCopyOutResponse(): void {}
  handleRowDescription(): void {}
  handleDataRow(): void {}
}

const BYTES_FIRST = 2 << 20;

/**
 * The rows of a SELECT without parameters, each as the bytes of its columns in PostgreSQL's binary form, by COPY on a connection of its own:
 * about three times as fast as through the ORM. Behind the same door as inTenant: the permission first, then one short transaction in which
 * row-level security shows the context's tenant alone. Nothing is recorded by itself.
 */
export async function copyRows(
  context: TenantContext,
  permission: Permission,
  select: string,
): Promise<(Buffer | null)[][]> {
  await demandPermission(context, permission);
  const client = await runtime().database.copyPool.connect();
  let failed = true;
  try {
    const tenant = pg.escapeLiteral(context.tenantId);
    // One message, so that a page costs one round trip: an error ends the transaction, and the connection with it.
    const copy = new CopyOut(
      `BEGIN READ ONLY; SELECT set_config('app.tenant_id', ${tenant}, true), set_config('statement_timeout', '${STATEMENT_MS_MAX.others}', true); COPY (${select}) TO STDOUT (FORMAT binary); COMMIT`,
    );
    client.query(copy as unknown as pg.Submittable);
    const bytes = await copy.done;
    failed = false;
    return rowsOf(bytes);
  } finally {
    client.release(failed);
  }
}

const SIGNATURE = Buffer.from("PGCOPY\n\xff\r\n\0", "latin1");
const HEADER_BYTES = SIGNATURE.length + 8;

/** The tuples of COPY's binary format; columns are views of `bytes`. */
function rowsOf(bytes: Buffer): (Buffer | null)[][] {
  if (bytes.compare(SIGNATURE, 0, SIGNATURE.length, 0, SIGNATURE.length) !== 0) throw unreadable();
  const rows: (Buffer | null)[][] = [];
  for (let at = HEADER_BYTES + bytes.readInt32BE(SIGNATURE.length + 4); ; ) {
    const columns = bytes.readInt16BE(at);
    at += 2;
    if (columns < 0) return rows;
    const row: (Buffer | null)[] = [];
    for (let column = 0; column < columns; column++) {
      const length = bytes.readInt32BE(at);
      at += 4;
      row.push(length < 0 ? null : bytes.subarray(at, at + length));
      at += Math.max(0, length);
    }
    rows.push(row);
  }
}

const unreadable = () => new AppError("unavailable", "The rows could not be read: try again.", { retryAfterS: 1 });
