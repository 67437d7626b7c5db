import { isMembers, type Members, readCanonical } from "./bundle-json.ts";
import { fromBase64Url, toBase64Url } from "./bytes.ts";
import { PARTS, type PartName, SALT_BYTES, type SealedEvent } from "./event.ts";
import { canonicalize } from "./jcs.ts";
import { hashLeaf } from "./merkle.ts";
import { partPrefix, recordLeafHash, type SealedRecord } from "./seal.ts";
import { type EventText, writeUsual } from "./seal-event.ts";
import { sha256 } from "./sha256.ts";

const encoder = new TextEncoder();
const PREFIXES = PARTS.map((part) => encoder.encode(partPrefix(part)));
/** Positions in PARTS in the order of their names, as JCS puts them. */
const BY_NAME = [0, 3, 2, 1] as const;
const DIGEST_CHARACTERS = 43;

/**
 * Reads lines of events.ndjson. The text of an event is written once, for the comparison with the line and for the leaf, which spares a
 * third of the time; an event that is not of the usual shape takes the general way.
 */
export class RowReader {
  #scratch = new Uint8Array(16_384);
  #written: EventText | undefined;

  /** Throws `bundle_line_form`. */
  read(bytes: Uint8Array): Members {
    this.#written = undefined;
    return readCanonical(bytes, ["seq"], ["event", "salts", "digests", "erased_by", "leaf"], (line) =>
      this.#write(line),
    );
  }

  #write(line: Members): string {
    const { event } = line;
    this.#written = isMembers(event) ? writeUsual(event as unknown as SealedEvent) : undefined;
    if (this.#written === undefined) return canonicalize(line);
    const { event: _, ...rest } = line;
    const names = Object.keys(rest);
    let out = "";
    for (const name of ["digests", "erased_by"])
      if (names.includes(name)) out += `"${name}":${canonicalize(rest[name])},`;
    out += `"event":${this.#written.body}`;
    for (const name of ["leaf", "salts", "seq"])
      if (names.includes(name)) out += `,"${name}":${canonicalize(rest[name])}`;
    return `{${out}}`;
  }

  /** Leaf hash of the row that was read last. Throws what `recordLeafHash` throws. */
  leafHash(line: Members): Uint8Array {
    const usual = this.#written && this.#usualLeaf(this.#written, line);
    if (usual !== undefined) return hashLeaf(encoder.encode(usual));
    return recordLeafHash({ event: line.event, salts: line.salts, digests: line.digests } as SealedRecord);
  }

  /** Leaf bytes as text; undefined where salts or digests are not just what is needed, which the general way judges. */
  #usualLeaf({ parts, before, after }: EventText, { salts = {}, digests = {} }: Members): string | undefined {
    if (!isMembers(salts) || !isMembers(digests)) return undefined;
    let left = Object.keys(salts).length + Object.keys(digests).length;
    let personal = "";
    for (const part of BY_NAME) {
      const name = PARTS[part]!;
      const digest = parts[part] === "" ? digests[name] : this.#digest(name, salts[name], parts[part]!);
      if (digest === undefined && parts[part] === "") continue;
      if (typeof digest !== "string" || digest.length !== DIGEST_CHARACTERS) return undefined;
      if (parts[part] === "") fromBase64Url(digest, 32);
      personal += `${personal === "" ? "" : ","}"${name}":"${digest}"`;
      left--;
    }
    return left === 0 ? before + personal + after : undefined;
  }

  #digest(name: PartName, salt: unknown, text: string): string | undefined {
    if (typeof salt !== "string" || salt.length !== 22) return undefined;
    const prefix = PREFIXES[PARTS.indexOf(name)]!;
    const textAt = prefix.length + SALT_BYTES;
    if (this.#scratch.length < textAt + 3 * text.length) this.#scratch = new Uint8Array(textAt + 6 * text.length);
    this.#scratch.set(prefix);
    this.#scratch.set(fromBase64Url(salt, SALT_BYTES), prefix.length);
    const { written } = encoder.encodeInto(text, this.#scratch.subarray(textAt));
    return toBase64Url(sha256(this.#scratch.subarray(0, textAt + written)));
  }
}
