import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { CliError } from "./cli-error.ts";
import type { Terminal } from "./terminal.ts";

const TEXT_BYTES_MAX = 16 * 1024 * 1024;
const REASONS: Record<string, string> = {
  ENOENT: "there is no such file",
  EACCES: "it may not be read by this user",
  EPERM: "it may not be read by this user",
  EISDIR: "it is a directory",
};

/** The reason why a file cannot be read, in words. */
export function unreadable(file: string, error: unknown): CliError {
  const { code, message } = error as NodeJS.ErrnoException;
  return new CliError(`${file}: cannot be read: ${(code && REASONS[code]) ?? message}`, { cause: error });
}

/** The bytes of a file, or of standard input for `-`. Throws CliError. */
export async function* readChunks(file: string, terminal: Terminal): AsyncGenerator<Uint8Array> {
  try {
    yield* file === "-" ? terminal.stdin() : createReadStream(file);
  } catch (error) {
    throw unreadable(file, error);
  }
}

/** The same, unzipped when it begins as gzip does, whatever its name. */
export async function* readMaybeZipped(file: string, terminal: Terminal): AsyncGenerator<Uint8Array> {
  const chunks = readChunks(file, terminal);
  let head: Buffer = Buffer.alloc(0);
  while (head.length < 2) {
    const { value, done } = await chunks.next();
    if (done) break;
    head = Buffer.concat([head, value]);
  }
  async function* whole() {
    yield head;
    yield* chunks;
  }
  if (head[0] !== 0x1f || head[1] !== 0x8b) {
    yield* whole();
    return;
  }
  const gunzip = createGunzip();
  const source = Readable.from(whole(), { objectMode: false });
  source.on("error", (error) => gunzip.destroy(error));
  try {
    yield* source.pipe(gunzip);
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw new CliError(`${file}: is not complete or not valid gzip (${(error as Error).message})`, { cause: error });
  }
}

/** A small text file whole: UTF-8 without byte order mark. Throws CliError. */
export async function readText(file: string, terminal: Terminal): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of readChunks(file, terminal)) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > TEXT_BYTES_MAX) throw new CliError(`${file}: is over 16 MB, which no record and no proof is`);
  }
  const bytes = Buffer.concat(chunks);
  if (bytes.length === 0) throw new CliError(`${file}: is empty`);
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf)
    throw new CliError(`${file}: begins with a byte order mark; save it as UTF-8 without one`);
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff))
    throw new CliError(`${file}: is UTF-16; save it as UTF-8`);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new CliError(`${file}: is not UTF-8 text`, { cause });
  }
}
