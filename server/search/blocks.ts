import { ByteReader, ByteWriter } from "./bytes.ts";
import type { Postings } from "./postings.ts";
import type { Entry } from "./segment.ts";

/*
 * The dictionary of a segment is kept in blocks that fit a page of the database. An entry is: bytes shared with the term before, bytes
 * that follow, these bytes, the count, the form and the length of the postings, the postings.
 */

/** A block, found by its first term. */
export interface Block {
  firstTerm: string;
  bytes: Uint8Array;
}

const BLOCK_BYTES = 7_000;

/** Cuts a dictionary into blocks. */
export function* packBlocks(dictionary: Iterable<Entry>): Generator<Block> {
  const writer = new ByteWriter();
  let firstTerm = "";
  let last = "";
  for (const { term, postings } of dictionary) {
    if (writer.length > 0 && writer.length + term.length + postings.bytes.length + 16 > BLOCK_BYTES) {
      yield { firstTerm, bytes: writer.take() };
      last = "";
    }
    if (writer.length === 0) firstTerm = term;
    const shared = sharedLength(last, term);
    writer.varint(shared);
    writer.varint(term.length - shared);
    writer.latin1(term.slice(shared));
    writer.varint(postings.count);
    writer.byte(postings.form);
    writer.varint(postings.bytes.length);
    writer.bytes(postings.bytes);
    last = term;
  }
  if (writer.length > 0) yield { firstTerm, bytes: writer.take() };
}

function sharedLength(a: string, b: string): number {
  const max = Math.min(a.length, b.length);
  let length = 0;
  while (length < max && a.charCodeAt(length) === b.charCodeAt(length)) length++;
  return length;
}

/** The entries of a block in order; the bytes of their postings are views of it. */
export function* unpackBlock(bytes: Uint8Array): Generator<Entry> {
  const reader = new ByteReader(bytes);
  let term = "";
  while (!reader.isAtEnd) {
    const shared = reader.varint();
    term = term.slice(0, shared) + reader.latin1(reader.varint());
    const count = reader.varint();
    const form = reader.byte();
    const postings: Postings = { count, form, bytes: reader.bytes(reader.varint()) };
    yield { term, postings };
  }
}
