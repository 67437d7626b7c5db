import { mkdir, open, readFile, rename } from "node:fs/promises";
import { dirname, join } from "node:path";

/**
 * The last signed checkpoint of each ledger, kept outside PostgreSQL and never part of a database restore: a database that is not an
 * extension of it is a fork, and is not signed.
 */
export interface HighWaterStore {
  /** The signed note, or undefined when this ledger has none. */
  read(origin: string): Promise<string | undefined>;
  /** Replaces `expected` by `note` durably before it resolves; false when something else was there. */
  compareAndSwap(origin: string, expected: string | undefined, note: string): Promise<boolean>;
}

/** One file a ledger in a directory. For the processes of one host: they exclude each other by the signing lock in the database. */
export function directoryHighWater(directory: string): HighWaterStore {
  const fileOf = (origin: string) => join(directory, `${encodeURIComponent(origin)}.checkpoint`);
  const read = async (origin: string) => {
    try {
      return await readFile(fileOf(origin), "utf8");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      throw error;
    }
  };
  return {
    read,
    async compareAndSwap(origin, expected, note) {
      if ((await read(origin)) !== expected) return false;
      await mkdir(directory, { recursive: true, mode: 0o700 });
      const file = fileOf(origin);
      const draft = `${file}.${process.pid}`;
      const handle = await open(draft, "w", 0o600);
      try {
        await handle.writeFile(note);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(draft, file);
      await syncDirectory(dirname(file));
      return true;
    },
  };
}

async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
