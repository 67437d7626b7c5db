import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { AppError } from "../errors.ts";
import type { FileSink } from "./formats/format.ts";
import { type Packer, packer } from "./zip-packer.ts";
import { centralRecord, endRecord, localHeader, type ZipRecord } from "./zip-records.ts";

/** Bytes that are packed, summed and written at a time, however they come in: the file is the same for the same content. */
const BLOCK_BYTES = 65_536;
const BYTES_MAX = 0xffff_ffff;
const ENTRIES_MAX = 0xffff;
const NAME_BYTES_MAX = 0xffff;

export interface ZipEntry {
  /** `bytes` may be used anew once this has resolved. */
  write(bytes: Uint8Array): Promise<void>;
  /** Closes the entry; `sha256` in hex and `size` in bytes are those of its content. */
  end(): Promise<ZippedFile>;
}

export interface ZippedFile {
  name: string;
  size: number;
  sha256: string;
}

export interface ZipWriter {
  /** Begins an entry; the one before has ended. A name is relative, with `/` between its parts. */
  entry(name: string, options: { deflate: boolean }): Promise<ZipEntry>;
  /** Writes the directory. Nothing can be written afterwards. */
  end(): Promise<void>;
}

/**
 * A zip onto a sink: entries one after another from its position on, no data descriptors, extra fields or comments, and 1980-01-01 as every
 * date, so that the same content gives the same bytes. Memory: a few blocks and the directory (about 100 bytes an entry). AppError `too_large`
 * for what passes 4 GiB or 65,535 entries.
 */
export function openZip(sink: FileSink): ZipWriter {
  return new Zip(sink);
}

class Zip implements ZipWriter {
  readonly #sink: FileSink;
  readonly #start: number;
  readonly #records: ZipRecord[] = [];
  readonly #names = new Set<string>();
  #state: "free" | "entry" | "ended" = "free";

  constructor(sink: FileSink) {
    this.#sink = sink;
    this.#start = sink.position;
  }

  async entry(name: string, options: { deflate: boolean }): Promise<ZipEntry> {
    this.#mustBe("free");
    const bytes = nameBytes(name);
    if (this.#names.has(name)) throw new Error(`the zip has ${JSON.stringify(name)} already`);
    if (this.#records.length >= ENTRIES_MAX) throw tooLarge();
    this.#names.add(name);
    this.#state = "entry";
    const record: ZipRecord = {
      name: bytes,
      isDeflated: options.deflate,
      crc: 0,
      packedBytes: 0,
      bytes: 0,
      offset: this.#sink.position - this.#start,
    };
    await this.#write(localHeader(record));
    const open = new OpenEntry(
      name,
      record,
      packer(options.deflate, (packed) => this.#writePacked(record, packed)),
    );
    return {
      write: (content) => open.write(content),
      end: async () => {
        const file = await open.end();
        await this.#sink.writeAt(this.#start + record.offset, localHeader(record));
        this.#records.push(record);
        this.#state = "free";
        return file;
      },
    };
  }

  async end(): Promise<void> {
    this.#mustBe("free");
    this.#state = "ended";
    const offset = this.#sink.position - this.#start;
    for (const record of this.#records) await this.#write(centralRecord(record));
    const directoryBytes = this.#sink.position - this.#start - offset;
    await this.#write(endRecord(this.#records.length, directoryBytes, offset));
  }

  async #writePacked(record: ZipRecord, packed: Uint8Array): Promise<void> {
    record.packedBytes += packed.length;
    await this.#write(packed);
  }

  async #write(bytes: Uint8Array): Promise<void> {
    if (this.#sink.position - this.#start + bytes.length > BYTES_MAX) throw tooLarge();
    await this.#sink.write(bytes);
  }

  #mustBe(state: "free"): void {
    if (this.#state !== state)
      throw new Error(`the zip ${this.#state === "ended" ? "has ended" : "has an open entry"}`);
  }
}

class OpenEntry implements ZipEntry {
  readonly #name: string;
  readonly #record: ZipRecord;
  readonly #packer: Packer;
  readonly #hash = createHash("sha256");
  #block = Buffer.allocUnsafe(BLOCK_BYTES);
  #filled = 0;
  #isOpen = true;

  constructor(name: string, record: ZipRecord, into: Packer) {
    this.#name = name;
    this.#record = record;
    this.#packer = into;
  }

  async write(bytes: Uint8Array): Promise<void> {
    this.#mustBeOpen();
    for (let at = 0; at < bytes.length; ) {
      const taken = Math.min(bytes.length - at, BLOCK_BYTES - this.#filled);
      this.#block.set(bytes.subarray(at, at + taken), this.#filled);
      this.#filled += taken;
      at += taken;
      if (this.#filled === BLOCK_BYTES) await this.#flush();
    }
  }

  async end(): Promise<ZippedFile> {
    this.#mustBeOpen();
    this.#isOpen = false;
    await this.#flush();
    await this.#packer.end();
    return { name: this.#name, size: this.#record.bytes, sha256: this.#hash.digest("hex") };
  }

  async #flush(): Promise<void> {
    if (this.#filled === 0) return;
    const block = this.#block.subarray(0, this.#filled);
    this.#filled = 0;
    this.#record.bytes += block.length;
    if (this.#record.bytes > BYTES_MAX) throw tooLarge();
    this.#record.crc = crc32(block, this.#record.crc);
    this.#hash.update(block);
    await this.#packer.write(block);
  }

  #mustBeOpen(): void {
    if (!this.#isOpen) throw new Error(`the entry ${JSON.stringify(this.#name)} has ended`);
  }
}

const tooLarge = () => new AppError("too_large", "The file would be larger than the 4 GiB that its format takes.");

function nameBytes(name: string): Uint8Array {
  const isSafe =
    name.isWellFormed() &&
    !/[\0\\:]/.test(name) &&
    name.split("/").every((part) => part !== "" && part !== "." && part !== "..");
  const bytes = Buffer.from(name);
  if (!isSafe || bytes.length > NAME_BYTES_MAX) throw new Error(`${JSON.stringify(name)} is no name for a zip`);
  return bytes;
}
