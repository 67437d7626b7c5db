import { addBit, allBits, type Bits, eachBit, noBits } from "./bits.ts";
import { ByteReader, ByteWriter } from "./bytes.ts";

/** The ordinals of a segment that have a term: how many, and in the smallest of four forms. */
export interface Postings {
  count: number;
  form: number;
  bytes: Uint8Array;
}

/** Every ordinal; gaps between those that are in, or between those that are not; one bit an ordinal. */
const FORMS = { all: 0, listed: 1, bitmap: 2, missing: 3 };
const NO_BYTES = new Uint8Array(0);
const writer = new ByteWriter();

/** Of rising ordinals, each once. */
export function packPostings(ordinals: ArrayLike<number>, size: number): Postings {
  const count = ordinals.length;
  if (count === size) return { count, form: FORMS.all, bytes: NO_BYTES };
  const bitmapBytes = (size + 7) >>> 3;
  if (count <= bitmapBytes) {
    writeGaps(ordinals);
    if (writer.length <= bitmapBytes) return { count, form: FORMS.listed, bytes: writer.take() };
    writer.take();
  }
  const bits = noBits(size);
  for (let i = 0; i < count; i++) addBit(bits, ordinals[i]!);
  if (size - count <= bitmapBytes) {
    const missing: number[] = [];
    for (let at = 0, next = 0; at < size; at++) {
      if (next < count && ordinals[next] === at) next++;
      else missing.push(at);
    }
    writeGaps(missing);
    if (writer.length <= bitmapBytes) return { count, form: FORMS.missing, bytes: writer.take() };
    writer.take();
  }
  return { count, form: FORMS.bitmap, bytes: new Uint8Array(bits.words.buffer).slice(0, bitmapBytes) };
}

function writeGaps(ordinals: ArrayLike<number>): void {
  let last = -1;
  for (let i = 0; i < ordinals.length; i++) {
    writer.varint(ordinals[i]! - last - 1);
    last = ordinals[i]!;
  }
}

function eachGap(bytes: Uint8Array, take: (ordinal: number) => void): void {
  const reader = new ByteReader(bytes);
  for (let at = -1; !reader.isAtEnd; ) {
    at += reader.varint() + 1;
    take(at);
  }
}

/** Adds the ordinals to a set that is still being made. */
export function addPostings(to: Bits, { form, bytes }: Postings): void {
  const { size, words } = to;
  switch (form) {
    case FORMS.listed:
      eachGap(bytes, (at) => addBit(to, at));
      return;
    case FORMS.all:
      words.set(allBits(size).words);
      return;
    default: {
      const more = bitsOf({ count: 0, form, bytes }, size);
      for (let i = 0; i < words.length; i++) words[i]! |= more.words[i]!;
    }
  }
}

export function bitsOf({ form, bytes }: Postings, size: number): Bits {
  if (form === FORMS.all) return allBits(size);
  if (form === FORMS.bitmap) {
    const bits = noBits(size);
    new Uint8Array(bits.words.buffer).set(bytes);
    return bits;
  }
  if (form === FORMS.missing) {
    const bits = allBits(size);
    eachGap(bytes, (at) => {
      bits.words[at >>> 5]! &= ~(1 << (at & 31));
    });
    return bits;
  }
  const bits = noBits(size);
  eachGap(bytes, (at) => addBit(bits, at));
  return bits;
}

/** Calls `take` with each ordinal, the lowest first. */
export function eachPosting(postings: Postings, size: number, take: (ordinal: number) => void): void {
  if (postings.form === FORMS.listed) eachGap(postings.bytes, take);
  else eachBit(bitsOf(postings, size), take);
}
