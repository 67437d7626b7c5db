import type pg from "pg";

type Connection = pg.Connection & {
  stream: NodeJS.WritableStream & { writableNeedDrain: boolean };
  query(text: string): void;
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
};

/** What node-postgres asks of a query that speaks the protocol itself. */
class CopyQuery {
  readonly done: Promise<void>;
  readonly #text: string;
  #resolve!: () => void;
  #reject!: (error: Error) => void;
  #error: Error | undefined;

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

  handleError(error: Error): void {
    this.#error = error;
    this.#reject(error);
  }

  handleReadyForQuery(): void {
    if (!this.#error) this.#resolve();
  }

  handleCommandComplete(): void {}
  handleRowDescription(): void {}
  handleDataRow(): void {}
}

class CopyIn extends CopyQuery {
  readonly #chunks: readonly Buffer[];

  constructor(text: string, chunks: readonly Buffer[]) {
    super(text);
    this.#chunks = chunks;
  }

  handleCopyInResponse(connection: Connection): void {
    void this.#pump(connection);
  }

  async #pump(connection: Connection): Promise<void> {
    for (const chunk of this.#chunks) {
      connection.sendCopyFromChunk(chunk);
      if (connection.stream.writableNeedDrain) await new Promise((resolve) => connection.stream.once("drain", resolve));
    }
    connection.endCopyFrom();
  }
}

class CopyOut extends CopyQuery {
  readonly messages: Buffer[] = [];

  handleCopyData({ chunk }: { chunk: Buffer }): void {
    this.messages.push(Buffer.from(chunk));
  }
}

/** `COPY ... FROM STDIN` with these bytes; resolves after its commit. */
export async function copyIn(client: pg.Client, text: string, chunks: readonly Buffer[]): Promise<void> {
  const query = new CopyIn(text, chunks);
  client.query(query as unknown as pg.Submittable);
  await query.done;
}

/** `COPY ... TO STDOUT`: the server's messages, one a row. */
export async function copyOut(client: pg.Client, text: string): Promise<Buffer[]> {
  const query = new CopyOut(text);
  client.query(query as unknown as pg.Submittable);
  await query.done;
  return query.messages;
}
