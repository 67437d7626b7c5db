import { deflateRawSync } from "node:zlib";
import { crc32 } from "../crc32.ts";
import {
  type ApiRecord,
  canonicalize,
  formatCheckpoint,
  formatVkey,
  frontierRoot,
  inclusionProof,
  PARTS,
  type PartName,
  partDigest,
  rootAt,
  type Signer,
  saltsOfRecord,
  sealEvent,
  sha256,
  signNote,
  splitEvent,
  toBase64,
  toHex,
  treeRoot,
  utf8,
} from "../index.ts";
import { splitPoint } from "../merkle.ts";
import { MemoryTiles } from "./memory-tiles.ts";
import { newSigner, type Random, randomEvent } from "./random.ts";

/** A ledger of generated events to take bundles from. */
export interface BundleLedger {
  tenant: string;
  origin: string;
  vkey: string;
  signer: Signer;
  tiles: MemoryTiles;
  records: ApiRecord[];
}

export function bundleLedger(
  random: Random,
  size: number,
  tenant = "11111111-1111-4111-8111-111111111111",
): BundleLedger {
  const tiles = new MemoryTiles();
  const records = Array.from({ length: size }, (_, seq) => {
    const id = `0193b4a0-7c00-7000-8000-${seq.toString(16).padStart(12, "0")}`;
    const event = { ...randomEvent(random, tenant), id };
    const { salts, leafHash } = sealEvent(event, random.bytes(64));
    tiles.append([leafHash]);
    return { seq, event, salts: saltsOfRecord(salts, event), leaf_hash: toHex(leafHash) };
  });
  const origin = `audit.example.com/tlog/${tenant}`;
  const signer = newSigner(origin);
  return { tenant, origin, vkey: formatVkey(origin, signer.publicKey), signer, tiles, records };
}

/** What a bundle is made of; `text` and `bytes` of a file are what the zip holds. */
export interface BundleOptions {
  mode: "range" | "rows";
  from: number;
  to: number;
  /** Size of the signed tree; by default the whole ledger. */
  size?: number;
  /** Whether a seq is in the export; the others are left out. */
  isIn?: (seq: number) => boolean;
  /** Parts of a seq that are withheld, and of those erased by a later seq. */
  withheld?: (seq: number) => PartName[];
  erasedBy?: (seq: number) => number | undefined;
}

export type BundleFiles = Map<string, Uint8Array>;

export interface Line {
  seq: number;
  event?: Record<string, unknown>;
  salts?: Record<string, string>;
  digests?: Record<string, string>;
  erased_by?: number;
  leaf?: string;
}

const emptied: Record<PartName, (event: Record<string, unknown>) => void> = {
  actor: (event) => {
    event.actor = { type: (event.actor as { type: unknown }).type };
  },
  targets: (event) => {
    event.targets = (event.targets as { type: unknown }[]).map(({ type }) => ({ type }));
  },
  context: (event) => {
    for (const name of ["session_id", "request_id"]) delete event[name];
    const { ip, user_agent, location, endpoint, ...source } = (event.source ?? {}) as Record<string, unknown>;
    if (Object.keys(source).length > 0) event.source = source;
    else delete event.source;
  },
  content: (event) => {
    for (const name of ["description", "changes", "metadata", "raw", "external_id"]) delete event[name];
    const origin = event.origin as { system: unknown } | undefined;
    if (origin) event.origin = { system: origin.system };
  },
};

function lineOf(record: ApiRecord, withheld: PartName[], erasedBy: number | undefined): Line {
  const { parts } = splitEvent(record.event);
  const event = structuredClone(record.event) as unknown as Record<string, unknown>;
  const salts: Record<string, string> = { ...record.salts };
  const digests: Record<string, string> = {};
  for (const part of PARTS) {
    if (!withheld.includes(part) || parts[part] === undefined) continue;
    digests[part] = partDigest(part, new Uint8Array(Buffer.from(salts[part]!, "base64url")), parts[part]);
    delete salts[part];
    emptied[part](event);
  }
  if (Object.keys(digests).length === 0) return { seq: record.seq, event, salts };
  return { seq: record.seq, event, salts, digests, ...(erasedBy === undefined ? {} : { erased_by: erasedBy }) };
}

/** Hashes of the largest subtrees of the tree of `size` outside [lo, hi), left to right. */
function outsideOf(lo: number, hi: number, size: number, hashOf: (from: number, to: number) => Uint8Array): string[] {
  const out: string[] = [];
  const visit = (from: number, to: number): void => {
    if (to <= lo || from >= hi) out.push(toBase64(hashOf(from, to)));
    else if (to - from > 1 && !(from >= lo && to <= hi)) {
      const middle = from + splitPoint(to - from);
      visit(from, middle);
      visit(middle, to);
    }
  };
  if (size > 0) visit(0, size);
  return out;
}

export const ndjson = (lines: readonly unknown[]): Uint8Array =>
  utf8(lines.map((line) => `${canonicalize(line)}\n`).join(""));

/** The signed checkpoint of the first `size` events. */
export async function checkpointOf(ledger: BundleLedger, size: number): Promise<string> {
  const root = size === ledger.records.length ? frontierRoot(ledger.tiles.frontier) : await rootAt(ledger.tiles, size);
  return signNote(formatCheckpoint({ origin: ledger.origin, size, root }), [ledger.signer]);
}

/** Writes the manifest's hashes and counts as the other files are, and signs it. */
export function signManifest(
  files: BundleFiles,
  manifest: Record<string, unknown>,
  signer: Signer,
  origin: unknown,
): void {
  const hashes: Record<string, string> = {};
  for (const [name, bytes] of files)
    if (name !== "manifest.json" && name !== "manifest.note") hashes[name] = toHex(sha256(bytes));
  const text = canonicalize({ ...manifest, files: hashes });
  files.set("manifest.json", utf8(text));
  const note = signNote(`sealtrail-bundle/v1\n${String(origin)}\n${toHex(sha256(utf8(text)))}\n`, [signer]);
  files.set("manifest.note", utf8(note));
}

/** A bundle as the product lays it out, from a ledger in memory. */
export async function makeBundle(ledger: BundleLedger, options: BundleOptions): Promise<BundleFiles> {
  const { mode, from, to, isIn = () => true, withheld = () => [], erasedBy = () => undefined } = options;
  const size = options.size ?? ledger.records.length;
  const inRange = ledger.records.slice(from, to);
  const lines: Line[] = inRange
    .filter(({ seq }) => mode === "range" || isIn(seq))
    .map((record) =>
      isIn(record.seq)
        ? lineOf(record, withheld(record.seq), erasedBy(record.seq))
        : { seq: record.seq, leaf: record.leaf_hash },
    );
  const files: BundleFiles = new Map();
  const rows = lines.filter(({ event }) => event !== undefined);
  files.set("events.ndjson", ndjson(lines));
  if (mode === "rows") {
    const proofs = await Promise.all(
      lines.map(async ({ seq }) => ({
        seq,
        hashes: (await inclusionProof(ledger.tiles, seq, size)).map(toBase64),
      })),
    );
    files.set("proofs.ndjson", ndjson(proofs));
  } else {
    const leaves = ledger.records.map(({ leaf_hash }) => new Uint8Array(Buffer.from(leaf_hash, "hex")));
    const outside = outsideOf(from, to, size, (a, b) => treeRoot(leaves.slice(a, b)));
    files.set("range.json", utf8(canonicalize({ outside })));
  }
  files.set("checkpoint", utf8(await checkpointOf(ledger, size)));
  files.set("verifier.vkey", utf8(`${ledger.vkey}\n`));
  files.set("policy", utf8(`log ${ledger.vkey}\nquorum none\n`));
  files.set("verify.html", utf8("<!doctype html><title>Verify</title>\n"));
  files.set("README.txt", utf8("An evidence bundle.\n"));
  const manifest = {
    v: 1,
    tenant: ledger.tenant,
    origin: ledger.origin,
    query: "outcome:denied",
    from: null,
    to: "2026-11-21T00:00:00.000Z",
    exported_at: "2026-11-21T08:00:00.000Z",
    exported_by: "Ana Ruiz",
    mode,
    seq_from: from,
    seq_to: to,
    rows: rows.length,
    left_out: lines.length - rows.length,
    withheld: rows.filter(({ digests }) => digests !== undefined).length,
    erased: rows.filter(({ erased_by }) => erased_by !== undefined).length,
    complete: mode === "range" && lines.length === rows.length,
    size,
  };
  signManifest(files, manifest, ledger.signer, ledger.origin);
  return files;
}

/** One file as it goes into a zip; what is not given follows from the content. */
export interface ZipPart {
  name: string;
  content: Uint8Array;
  isDeflated?: boolean;
  /** Written over what follows from the content, in the header before the entry and in the directory. */
  local?: Partial<ZipFields>;
  central?: Partial<ZipFields>;
  packed?: Uint8Array;
}

export interface ZipFields {
  name: Uint8Array;
  flags: number;
  method: number;
  crc: number;
  packedBytes: number;
  bytes: number;
  extra: Uint8Array;
  comment: Uint8Array;
}

export interface ZipTricks {
  before?: Uint8Array;
  /** Between the entries and the directory. */
  between?: Uint8Array;
  after?: Uint8Array;
  comment?: Uint8Array;
}

/** A zip in memory, and, where asked for, a wrong one. */
export function zipOf(parts: readonly ZipPart[], tricks: ZipTricks = {}): Uint8Array {
  const before = Buffer.from(tricks.before ?? []);
  const pieces: Uint8Array[] = [before];
  const directory: Uint8Array[] = [];
  let at = before.length;
  for (const part of parts) {
    const packed = part.packed ?? (part.isDeflated ? deflateRawSync(part.content) : part.content);
    const base: ZipFields = {
      name: Buffer.from(part.name),
      flags: 0,
      method: part.isDeflated ? 8 : 0,
      crc: crc32(part.content),
      packedBytes: packed.length,
      bytes: part.content.length,
      extra: new Uint8Array(0),
      comment: new Uint8Array(0),
    };
    const local = { ...base, ...part.local };
    const header = Buffer.alloc(30);
    header.writeUInt32LE(0x0403_4b50, 0);
    writeFields(header, 4, local);
    header.writeUInt16LE(local.extra.length, 28);
    const offset = at;
    const bytes = [header, local.name, local.extra, packed];
    pieces.push(...bytes);
    at += bytes.reduce((sum, piece) => sum + piece.length, 0);
    const central = { ...base, ...part.central };
    const line = Buffer.alloc(46);
    line.writeUInt32LE(0x0201_4b50, 0);
    line.writeUInt16LE(20, 4);
    writeFields(line, 6, central);
    line.writeUInt16LE(central.extra.length, 30);
    line.writeUInt16LE(central.comment.length, 32);
    line.writeUInt32LE(offset, 42);
    directory.push(line, central.name, central.extra, central.comment);
  }
  const between = Buffer.from(tricks.between ?? []);
  const directoryBytes = directory.reduce((sum, piece) => sum + piece.length, 0);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x0605_4b50, 0);
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(directoryBytes, 12);
  end.writeUInt32LE(at + between.length, 16);
  const comment = Buffer.from(tricks.comment ?? []);
  end.writeUInt16LE(comment.length, 20);
  return new Uint8Array(
    Buffer.concat([...pieces, between, ...directory, end, comment, Buffer.from(tricks.after ?? [])]),
  );
}

function writeFields(to: Buffer, at: number, { name, flags, method, crc, packedBytes, bytes }: ZipFields): void {
  to.writeUInt16LE(20, at);
  to.writeUInt16LE(flags, at + 2);
  to.writeUInt16LE(method, at + 4);
  to.writeUInt16LE(0x0021, at + 8);
  to.writeUInt32LE(crc, at + 10);
  to.writeUInt32LE(packedBytes, at + 14);
  to.writeUInt32LE(bytes, at + 18);
  to.writeUInt16LE(name.length, at + 22);
}

/** The files of a bundle as a zip, the long ones deflated. */
export function zipBundle(files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  return zipOf([...files].map(([name, content]) => ({ name, content, isDeflated: name.endsWith(".ndjson") })));
}
