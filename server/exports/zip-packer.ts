import { createDeflateRaw, type DeflateRaw } from "node:zlib";

/** Where the content of an entry goes on its way to the sink. A block may be used anew once `write` has resolved. */
export interface Packer {
  write(block: Uint8Array): Promise<void>;
  end(): Promise<void>;
}

type Next = (packed: Uint8Array) => Promise<void>;

/** Packs what is written, or hands it on as it is. `next` is awaited before more is taken. */
export const packer = (isDeflated: boolean, next: Next): Packer =>
  isDeflated ? new Deflater(next) : { write: next, end: async () => undefined };

class Deflater implements Packer {
  readonly #deflate: DeflateRaw = createDeflateRaw({ level: 6 });
  readonly #next: Next;
  #packed: Uint8Array[] = [];
  #fault: Error | undefined;

  constructor(next: Next) {
    this.#next = next;
    this.#deflate.on("data", (chunk: Buffer) => this.#packed.push(chunk));
    this.#deflate.on("error", (fault) => {
      this.#fault = fault;
    });
  }

  async write(block: Uint8Array): Promise<void> {
    await new Promise<void>((resolve, reject) =>
      this.#deflate.write(block, (fault) => (fault ? reject(fault) : resolve())),
    );
    await this.#handOn();
  }

  async end(): Promise<void> {
    if (this.#fault) throw this.#fault;
    await new Promise<void>((resolve, reject) => {
      this.#deflate.once("error", reject);
      this.#deflate.once("end", resolve);
      this.#deflate.end();
    });
    await this.#handOn();
  }

  async #handOn(): Promise<void> {
    const packed = this.#packed;
    this.#packed = [];
    for (const chunk of packed) await this.#next(chunk);
  }
}
