import { TlogError } from "./errors.ts";

const LENGTH_BASE = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
];
const LENGTH_EXTRA = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const DISTANCE_BASE = [
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145,
  8193, 12289, 16385, 24577,
];
const DISTANCE_EXTRA = [
  0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13,
];
const CODE_LENGTH_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const END_OF_BLOCK = 256;
const INVALID = 0xffff;
/** Most bytes that a byte of deflate can stand for. */
const RATIO_MAX = 1_032;
const BYTES_MAX = 2 ** 32;

/** A code by the next bits of the stream: `symbol << 4 | length`, or INVALID as the symbol. */
interface Code {
  table: Int32Array;
  bits: number;
}

const fault = (what: string) => new TlogError("deflate", `the packed bytes are not valid deflate: ${what}`);

/**
 * Code of these lengths (RFC 1951 section 3.2.2). As in zlib, a set of lengths that leaves codes unused is refused, except one
 * single code of one bit, or none, where `mayBeSingle`.
 */
function codeOf(lengths: Uint8Array, what: string, mayBeSingle: boolean): Code {
  const counts = new Int32Array(16);
  for (const length of lengths) counts[length]!++;
  let bits = 15;
  while (bits > 0 && counts[bits] === 0) bits--;
  if (bits === 0) return { table: Int32Array.of((INVALID << 4) | 1, (INVALID << 4) | 1), bits: 1 };
  let left = 1;
  for (let length = 1; length <= 15; length++) {
    left = left * 2 - counts[length]!;
    if (left < 0) throw fault(`over-subscribed ${what}`);
  }
  if (left > 0 && !(mayBeSingle && bits === 1)) throw fault(`incomplete ${what}`);
  const next = new Int32Array(16);
  for (let length = 1; length < 15; length++) next[length + 1] = (next[length]! + counts[length]!) << 1;
  const table = new Int32Array(1 << bits).fill((INVALID << 4) | 1);
  for (let symbol = 0; symbol < lengths.length; symbol++) {
    const length = lengths[symbol]!;
    if (length === 0) continue;
    let code = next[length]!++;
    let reversed = 0;
    for (let i = 0; i < length; i++, code >>= 1) reversed = (reversed << 1) | (code & 1);
    for (let at = reversed; at < table.length; at += 1 << length) table[at] = (symbol << 4) | length;
  }
  return { table, bits };
}

const FIXED_LITERALS = codeOf(
  Uint8Array.from({ length: 288 }, (_, i) => (i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8)),
  "code",
  false,
);
const FIXED_DISTANCES = codeOf(new Uint8Array(32).fill(5), "code", false);

/** Thrown inside where the input ends before the stream does. */
const CUT = Symbol("cut");

class Inflater {
  readonly #input: Uint8Array;
  #output: Uint8Array;
  #at = 0;
  #hold = 0;
  #held = 0;
  #length = 0;
  isWhole = false;

  constructor(input: Uint8Array, sizeExpected: number) {
    this.#input = input;
    this.#output = new Uint8Array(Math.min(sizeExpected, input.length * RATIO_MAX) + 258);
  }

  run(): Uint8Array {
    try {
      for (;;) {
        const isLast = this.#bits(1) === 1;
        const type = this.#bits(2);
        if (type === 0) this.#stored();
        else if (type === 1) this.#codes(FIXED_LITERALS, FIXED_DISTANCES);
        else if (type === 2) this.#dynamic();
        else throw fault("unknown type of block");
        if (isLast) break;
      }
      this.isWhole = true;
    } catch (error) {
      if (error !== CUT) throw error;
    }
    return this.#output.subarray(0, this.#length);
  }

  /** Bytes that were not used. */
  get unused(): number {
    return this.#input.length - this.#at + (this.#held >> 3);
  }

  #bits(count: number): number {
    while (this.#held < count) {
      if (this.#at === this.#input.length) throw CUT;
      this.#hold |= this.#input[this.#at++]! << this.#held;
      this.#held += 8;
    }
    const value = this.#hold & ((1 << count) - 1);
    this.#hold >>>= count;
    this.#held -= count;
    return value;
  }

  #symbol({ table, bits }: Code): number {
    while (this.#held < bits && this.#at < this.#input.length) {
      this.#hold |= this.#input[this.#at++]! << this.#held;
      this.#held += 8;
    }
    const entry = table[this.#hold & ((1 << bits) - 1)]!;
    const length = entry & 15;
    if (length > this.#held) throw CUT;
    this.#hold >>>= length;
    this.#held -= length;
    return entry >> 4;
  }

  #room(count: number): void {
    if (this.#length + count <= this.#output.length) return;
    if (this.#length + count > BYTES_MAX) throw fault("more than 4 GiB");
    const larger = new Uint8Array(2 * this.#output.length + count);
    larger.set(this.#output.subarray(0, this.#length));
    this.#output = larger;
  }

  #stored(): void {
    this.#bits(this.#held & 7);
    const length = this.#bits(16);
    if (this.#bits(16) !== (length ^ 0xffff)) throw fault("lengths of a stored block differ");
    // After 32 bits from a byte border, nothing is held.
    const taken = Math.min(length, this.#input.length - this.#at);
    this.#room(taken);
    this.#output.set(this.#input.subarray(this.#at, this.#at + taken), this.#length);
    this.#at += taken;
    this.#length += taken;
    if (taken < length) throw CUT;
  }

  #dynamic(): void {
    const header = this.#bits(14);
    const literals = (header & 31) + 257;
    const distances = ((header >> 5) & 31) + 1;
    if (literals > 286 || distances > 30) throw fault("too many codes");
    const ofLengths = new Uint8Array(19);
    for (let i = 0; i < (header >> 10) + 4; i++) ofLengths[CODE_LENGTH_ORDER[i]!] = this.#bits(3);
    const code = codeOf(ofLengths, "code of lengths", false);
    const lengths = new Uint8Array(literals + distances);
    for (let i = 0; i < lengths.length; ) {
      const symbol = this.#symbol(code);
      if (symbol < 16) {
        lengths[i++] = symbol;
        continue;
      }
      if (symbol === INVALID) throw fault("no such code of lengths");
      if (symbol === 16 && i === 0) throw fault("no length to repeat");
      const value = symbol === 16 ? lengths[i - 1]! : 0;
      const times = symbol === 16 ? 3 + this.#bits(2) : symbol === 17 ? 3 + this.#bits(3) : 11 + this.#bits(7);
      if (i + times > lengths.length) throw fault("more lengths than codes");
      lengths.fill(value, i, i + times);
      i += times;
    }
    if (lengths[END_OF_BLOCK] === 0) throw fault("no code for the end of a block");
    this.#codes(
      codeOf(lengths.subarray(0, literals), "code of literals", true),
      codeOf(lengths.subarray(literals), "code of distances", true),
    );
  }

  #codes(literals: Code, distances: Code): void {
    for (;;) {
      const symbol = this.#fast(literals);
      if (symbol === END_OF_BLOCK) return;
      if (symbol > 285) throw fault("no such length");
      const length = LENGTH_BASE[symbol - 257]! + this.#bits(LENGTH_EXTRA[symbol - 257]!);
      const coded = this.#symbol(distances);
      if (coded > 29) throw fault("no such distance");
      const distance = DISTANCE_BASE[coded]! + this.#bits(DISTANCE_EXTRA[coded]!);
      if (distance > this.#length) throw fault("a distance before the beginning");
      this.#copy(length, distance);
    }
  }

  /** Writes literals until something else comes, which it gives. */
  #fast({ table, bits }: Code): number {
    const input = this.#input;
    const mask = (1 << bits) - 1;
    let at = this.#at;
    let hold = this.#hold;
    let held = this.#held;
    let to = this.#length;
    let output = this.#output;
    let symbol = 0;
    let isCut = false;
    for (;;) {
      while (held < bits && at < input.length) {
        hold |= input[at++]! << held;
        held += 8;
      }
      const entry = table[hold & mask]!;
      const length = entry & 15;
      if (length > held) {
        isCut = true;
        break;
      }
      hold >>>= length;
      held -= length;
      symbol = entry >> 4;
      if (symbol > 255) break;
      if (to === output.length) {
        this.#length = to;
        this.#room(1);
        output = this.#output;
      }
      output[to++] = symbol;
    }
    this.#at = at;
    this.#hold = hold;
    this.#held = held;
    this.#length = to;
    if (isCut) throw CUT;
    return symbol;
  }

  #copy(length: number, distance: number): void {
    this.#room(length);
    const output = this.#output;
    let to = this.#length;
    if (distance >= length) output.copyWithin(to, to - distance, to - distance + length);
    else for (let i = 0; i < length; i++, to++) output[to] = output[to - distance]!;
    this.#length += length;
  }
}

/** `isWhole`: whether the stream came to its end; `unused`: bytes behind that end. */
export interface Inflated {
  bytes: Uint8Array;
  isWhole: boolean;
  unused: number;
}

/**
 * Unpacks raw deflate (RFC 1951), valid exactly where zlib takes it as valid; of a stream that is cut, what there is of it. `sizeExpected`
 * is a guess at the bytes that come out. Throws `deflate`. About 150 MB/s.
 */
export function inflateRaw(packed: Uint8Array, sizeExpected: number): Inflated {
  const inflater = new Inflater(packed, sizeExpected);
  const bytes = inflater.run();
  return { bytes, isWhole: inflater.isWhole, unused: inflater.unused };
}
