import { equalBytes, utf8 } from "./bytes.ts";
import { crc32 } from "./crc32.ts";
import { TlogError } from "./errors.ts";
import { inflateRaw } from "./inflate.ts";

/** Most bytes that the files of a zip may have together. */
export const ZIP_BYTES_MAX = 2 ** 32;

const END_BYTES = 22;
const END_SIGNATURE = 0x0605_4b50;
const ZIP64_SIGNATURE = 0x0706_4b50;
const ZIP64_BYTES = 20;
const CENTRAL_BYTES = 46;
const CENTRAL_SIGNATURE = 0x0201_4b50;
const LOCAL_BYTES = 30;
const LOCAL_SIGNATURE = 0x0403_4b50;
const VERSION_MAX = 63;
/** How hard deflate tried (bits 1 and 2), and names in UTF-8 (bit 11). */
const FLAGS_ALLOWED = 0x0806;
const STORED = 0;
const DEFLATED = 8;

interface Entry {
  name: string;
  nameBytes: Uint8Array;
  flags: number;
  method: number;
  crc: number;
  packedBytes: number;
  bytes: number;
  offset: number;
}

/**
 * `damaged` names the files whose bytes do not fit their CRC-32; `remarks` says in words which bytes of the zip belong to no file: they are
 * harmless, since nothing reads them.
 */
export interface ZipContent {
  files: Map<string, Uint8Array>;
  damaged: string[];
  remarks: string[];
}

const fault = (message: string, cause?: unknown) => new TlogError("bundle_zip", message, { cause });
const lossy = new TextDecoder("utf-8", { ignoreBOM: true });

/** Where the directory begins, and what is to be added to the offsets in it. */
function findDirectory(view: DataView, fileBytes: number): { start: number; bytes: number; shift: number } {
  const end = fileBytes - END_BYTES;
  if (end < 0 || view.getUint32(end, true) !== END_SIGNATURE)
    throw fault("the file is no zip, or is cut off, or has something behind its directory");
  for (let at = end + 1; view.getUint16(fileBytes - 2, true) !== 0 && at + 4 <= fileBytes; at++)
    if (view.getUint32(at, true) === END_SIGNATURE) throw fault("the zip ends twice");
  if (end >= ZIP64_BYTES && view.getUint32(end - ZIP64_BYTES, true) === ZIP64_SIGNATURE)
    throw fault("the zip is of the 64-bit kind, which bundles do not use");
  const bytes = view.getUint32(end + 12, true);
  const start = end - bytes;
  if (start < 0) throw fault("the directory of the zip is larger than the file");
  return { start, bytes, shift: start - view.getUint32(end + 16, true) };
}

function readDirectory(data: Uint8Array, view: DataView): { entries: Entry[]; start: number } {
  const { start, bytes, shift } = findDirectory(view, data.length);
  const end = start + bytes;
  const entries: Entry[] = [];
  for (let at = start; at < end; ) {
    if (at + CENTRAL_BYTES > end || view.getUint32(at, true) !== CENTRAL_SIGNATURE)
      throw fault("the directory of the zip is damaged");
    const u16 = (offset: number) => view.getUint16(at + offset, true);
    const u32 = (offset: number) => view.getUint32(at + offset, true);
    const nameStart = at + CENTRAL_BYTES;
    const nameEnd = nameStart + u16(28);
    if ((u16(6) & 0xff) > VERSION_MAX) throw fault("the zip asks for a newer version of the format");
    if (Math.min(end, nameEnd + u16(30) + u16(32)) > nameEnd)
      throw fault("the directory of the zip has extra fields or comments, which bundles do not use");
    const nameBytes = data.subarray(nameStart, Math.min(nameEnd, end));
    entries.push({
      name: lossy.decode(nameBytes),
      nameBytes,
      flags: u16(8),
      method: u16(10),
      crc: u32(16),
      packedBytes: u32(20),
      bytes: u32(24),
      offset: u32(42) + shift,
    });
    at = nameEnd + u16(30) + u16(32);
  }
  return { entries, start };
}

/** Entries back to back from the first byte to the directory, each with its name in front: nothing before, between or behind. */
function requireLayout(data: Uint8Array, view: DataView, entries: readonly Entry[], directoryStart: number): void {
  let end = 0;
  for (const entry of [...entries].sort((a, b) => a.offset - b.offset)) {
    const { name, nameBytes } = entry;
    if ((entry.method !== STORED && entry.method !== DEFLATED) || (entry.flags & ~FLAGS_ALLOWED) !== 0)
      throw fault(`${name} uses a feature of zip that bundles do not use, such as encryption or data descriptors`);
    if (entry.offset !== end || end + LOCAL_BYTES > data.length)
      throw fault(`the zip has bytes that belong to no file, or files that overlap, before ${name}`);
    const nameEnd = end + LOCAL_BYTES + nameBytes.length;
    if (
      view.getUint32(end, true) !== LOCAL_SIGNATURE ||
      view.getUint16(end + 26, true) !== nameBytes.length ||
      view.getUint16(end + 28, true) !== 0 ||
      !equalBytes(data.subarray(end + LOCAL_BYTES, nameEnd), nameBytes)
    )
      throw fault(`the header before ${name} is damaged, or names another file than the directory`);
    end = nameEnd + entry.packedBytes;
  }
  if (end !== directoryStart)
    throw fault("the zip has bytes that belong to no file, or is cut off, before its directory");
}

function requireNames(entries: readonly Entry[]): void {
  const names = new Set<string>();
  for (const { name, nameBytes } of entries) {
    if (name.includes("\0") || !equalBytes(utf8(name), nameBytes))
      throw fault("the zip has a file without a proper name");
    if (names.has(name)) throw fault(`the zip has ${name} twice`);
    names.add(name);
  }
}

function unpack(data: Uint8Array, entry: Entry, { damaged, remarks }: ZipContent): Uint8Array {
  const { name, bytes } = entry;
  const start = entry.offset + LOCAL_BYTES + entry.nameBytes.length;
  const packed = data.subarray(start, start + entry.packedBytes);
  let all = packed;
  let unused = Math.max(0, packed.length - bytes);
  if (entry.method === DEFLATED) {
    try {
      const inflated = inflateRaw(packed, bytes);
      all = inflated.bytes;
      unused = inflated.unused + Math.max(0, all.length - bytes);
    } catch (cause) {
      throw fault(`${name} in the zip is damaged: its packed bytes are not valid`, cause);
    }
  }
  const content = all.length > bytes ? all.subarray(0, bytes) : all;
  if (crc32(content) !== entry.crc) damaged.push(name);
  if (unused > 0) remarks.push(`the zip has ${unused} unused bytes behind the content of ${name}; they were ignored`);
  return content;
}

/**
 * The files of a zip in memory, one file a step. The layout is strict: stored or deflated entries back to back, without extra fields,
 * comments, data descriptors or encryption, nothing before, between or after, no name twice. What readers of zips agree
 * to ignore (times, attributes, the sizes in the headers before the entries) is ignored here too. Stored files are views of `data`.
 * Throws `bundle_zip`.
 */
export function* readZipInSteps(data: Uint8Array, limit: number = ZIP_BYTES_MAX): Generator<string, ZipContent> {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const { entries, start } = readDirectory(data, view);
  requireNames(entries);
  requireLayout(data, view, entries, start);
  if (entries.reduce((sum, entry) => sum + entry.bytes, 0) > limit)
    throw fault(`the files of the zip are larger than ${limit} bytes together`);
  const content: ZipContent = { files: new Map(), damaged: [], remarks: [] };
  for (const entry of entries) {
    yield entry.name;
    content.files.set(entry.name, unpack(data, entry, content));
  }
  return content;
}

/** The same at once, and every CRC-32 must be right. */
export function readZip(data: Uint8Array, limit: number = ZIP_BYTES_MAX): Map<string, Uint8Array> {
  const steps = readZipInSteps(data, limit);
  for (;;) {
    const { value, done } = steps.next();
    if (!done) continue;
    if (value.damaged.length > 0)
      throw fault(`${value.damaged[0]} in the zip is damaged: its bytes do not fit their CRC-32`);
    return value.files;
  }
}
