import { mkdir, open, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
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
  /** Everything written so far is on the disk. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

const BUFFER_BYTES = 1 << 20;

/** The unfinished file at `path`, cut to `bytes`, which is where writing goes on. Writes are gathered to a megabyte. */
export async function openPart(path: string, bytes: number): Promise<PartFile> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const file = await open(path, bytes > 0 ? "r+" : "w+", 0o600);
  await file.truncate(bytes);
  let flushed = bytes;
  let gathered: Uint8Array[] = [];
  let gatheredBytes = 0;
  const writeAll = async (data: Uint8Array, at: number) => {
    for (let done = 0; done < data.length; ) {
      const { bytesWritten } = await file.write(data, done, data.length - done, at + done);
      done += bytesWritten;
    }
  };
  const flush = async () => {
    if (gatheredBytes === 0) return;
    const data = gathered.length === 1 ? gathered[0]! : Buffer.concat(gathered, gatheredBytes);
    gathered = [];
    gatheredBytes = 0;
    await writeAll(data, flushed);
    flushed += data.length;
  };
  return {
    get position() {
      return flushed + gatheredBytes;
    },
    async write(data) {
      if (data.length === 0) return;
      if (data.length >= BUFFER_BYTES) {
        await flush();
        await writeAll(data, flushed);
        flushed += data.length;
        return;
      }
      // The caller may use its bytes anew.
      gathered.push(data.slice());
      gatheredBytes += data.length;
      if (gatheredBytes >= BUFFER_BYTES) await flush();
    },
    async writeAt(offset, data) {
      await flush();
      await writeAll(data, offset);
    },
    async sync() {
      await flush();
      await file.datasync();
    },
    close: () => file.close(),
  };
}

/** Bytes of a file; undefined without one. */
export async function sizeOf(path: string): Promise<number | undefined> {
  return stat(path).then(
    ({ size }) => size,
    () => undefined,
  );
}
