import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { type FileHandle, mkdir, open, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { runtime } from "../runtime.ts";
import type { FileSink } from "./formats/format.ts";

interface Named {
  tenantId: string;
  id: string;
}

/** Where the finished file of an export lies; unfinished bytes lie beside it as `.part`. */
export const pathOf = ({ tenantId, id }: Named): string => join(runtime().env.dataDir, "exports", tenantId, id);
export const partOf = (named: Named, leaseId: string): string => `${pathOf(named)}.${leaseId}.part`;

/** Takes away the file of an export; what a worker has open still goes when it finds out. */
export async function removeFiles(named: Named): Promise<void> {
  await rm(pathOf(named), { force: true });
}

export interface PartFile extends FileSink {
  /** The same as `write` for bytes that the caller gives away: they are not copied. */
  give(bytes: Uint8Array): Promise<void>;
  /** Everything written so far is on the disk. */
  sync(): Promise<void>;
  /** SHA-256 of everything written so far; where something was written over it is read again for it. Flushes. */
  sha256(): Promise<Uint8Array<ArrayBuffer>>;
  close(): Promise<void>;
}

const BUFFER_BYTES = 1 << 20;
/** After so many bytes the disk begins with them, so that little is left to wait for in the end. */
const SYNC_BYTES = 64 << 20;

/** The unfinished file at `path`, cut to `bytes`, which is where writing goes on. Writes are gathered to a megabyte. */
export async function openPart(path: string, bytes: number): Promise<PartFile> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const file = await open(path, bytes > 0 ? "r+" : "w+", 0o600);
  try {
    await file.truncate(bytes);
    const part = new Part(path, file, bytes);
    if (bytes > 0) await part.hashWhatIsThere();
    return part;
  } catch (error) {
    await file.close();
    throw error;
  }
}

class Part implements PartFile {
  readonly #path: string;
  readonly #file: FileHandle;
  #flushed: number;
  #gathered: Uint8Array[] = [];
  #gatheredBytes = 0;
  /** Undefined once something was written over. */
  #hash: ReturnType<typeof createHash> | undefined = createHash("sha256");
  #synced: number;
  #syncing: Promise<void> | undefined;
  #syncFault: unknown;
  /** The write that is under way; its fault is seen by whoever writes or flushes next. */
  #writing: Promise<void> = Promise.resolve();

  constructor(path: string, file: FileHandle, bytes: number) {
    this.#path = path;
    this.#file = file;
    this.#flushed = bytes;
    this.#synced = bytes;
  }

  get position(): number {
    return this.#flushed + this.#gatheredBytes;
  }

  async hashWhatIsThere(): Promise<void> {
    for await (const chunk of createReadStream(this.#path, { highWaterMark: BUFFER_BYTES })) this.#hash?.update(chunk);
  }

  /** The caller may use its bytes anew. */
  write(data: Uint8Array): Promise<void> {
    return this.give(data.slice());
  }

  async give(data: Uint8Array): Promise<void> {
    if (data.length === 0) return;
    this.#gathered.push(data);
    this.#gatheredBytes += data.length;
    if (this.#gatheredBytes >= BUFFER_BYTES) await this.#append();
  }

  async writeAt(offset: number, data: Uint8Array): Promise<void> {
    await this.#flush();
    this.#hash = undefined;
    await this.#writeAll(data, offset);
  }

  async sync(): Promise<void> {
    await this.#flush();
    await this.#syncing?.catch(() => {});
    if (this.#syncFault) throw this.#syncFault;
    await this.#file.datasync();
  }

  async sha256(): Promise<Uint8Array<ArrayBuffer>> {
    await this.#flush();
    if (this.#hash) return new Uint8Array(this.#hash.copy().digest());
    const hash = createHash("sha256");
    await pipeline(createReadStream(this.#path, { highWaterMark: BUFFER_BYTES }), hash);
    return new Uint8Array(hash.digest());
  }

  async close(): Promise<void> {
    await this.#writing.catch(() => {});
    await this.#syncing?.catch(() => {});
    await this.#file.close();
  }

  async #flush(): Promise<void> {
    if (this.#gatheredBytes > 0) await this.#append();
    await this.#writing;
  }

  /** Begins to write what was gathered when the write before it is done: what comes next is made meanwhile. */
  async #append(): Promise<void> {
    const data = this.#gathered.length === 1 ? this.#gathered[0]! : Buffer.concat(this.#gathered, this.#gatheredBytes);
    this.#gathered = [];
    this.#gatheredBytes = 0;
    const at = this.#flushed;
    this.#flushed += data.length;
    await this.#writing;
    this.#writing = this.#writeAll(data, at);
    this.#writing.catch(() => {});
    this.#hash?.update(data);
    if (this.#flushed - this.#synced < SYNC_BYTES || this.#syncing) return;
    this.#synced = this.#flushed;
    this.#syncing = this.#file.datasync().finally(() => {
      this.#syncing = undefined;
    });
    this.#syncing.catch((error) => {
      // The disk says it once; it counts where everything must be on it.
      this.#syncFault ??= error;
    });
  }

  async #writeAll(data: Uint8Array, at: number): Promise<void> {
    for (let done = 0; done < data.length; ) {
      const { bytesWritten } = await this.#file.write(data, done, data.length - done, at + done);
      done += bytesWritten;
    }
  }
}

/** Bytes of a file; undefined without one. */
export async function sizeOf(path: string): Promise<number | undefined> {
  return stat(path).then(
    ({ size }) => size,
    () => undefined,
  );
}
