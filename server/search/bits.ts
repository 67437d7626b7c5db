/** A set of the ordinals 0 to size - 1 of a segment, one bit each. Sets are not changed once they are handed on. */
export interface Bits {
  readonly size: number;
  readonly words: Uint32Array;
}

const wordsFor = (size: number) => (size + 31) >>> 5;

export const noBits = (size: number): Bits => ({ size, words: new Uint32Array(wordsFor(size)) });

export const allBits = (size: number): Bits => bitsBetween(size, 0, size);

/** The ordinals from `from` on and before `to`. */
export function bitsBetween(size: number, from: number, to: number): Bits {
  const bits = noBits(size);
  const { words } = bits;
  const [first, last] = [Math.max(0, from), Math.min(size, to)];
  if (first >= last) return bits;
  const [firstWord, lastWord] = [first >>> 5, (last - 1) >>> 5];
  words.fill(0xffffffff, firstWord, lastWord + 1);
  words[firstWord]! &= 0xffffffff << (first & 31);
  words[lastWord]! &= 0xffffffff >>> (31 - ((last - 1) & 31));
  return bits;
}

export function addBit({ words }: Bits, at: number): void {
  words[at >>> 5]! |= 1 << (at & 31);
}

export const hasBit = ({ words }: Bits, at: number): boolean => ((words[at >>> 5]! >>> (at & 31)) & 1) === 1;

export function both(a: Bits, b: Bits): Bits {
  if (a === b) return a;
  const result = noBits(a.size);
  for (let i = 0; i < result.words.length; i++) result.words[i] = a.words[i]! & b.words[i]!;
  return result;
}

export function either(a: Bits, b: Bits): Bits {
  if (a === b) return a;
  const result = noBits(a.size);
  for (let i = 0; i < result.words.length; i++) result.words[i] = a.words[i]! | b.words[i]!;
  return result;
}

/** Adds the ordinals of `more` to a set that is still being made. */
export function addBits(to: Bits, more: Bits): void {
  for (let i = 0; i < to.words.length; i++) to.words[i]! |= more.words[i]!;
}

export function without(a: Bits, b: Bits): Bits {
  const result = noBits(a.size);
  for (let i = 0; i < result.words.length; i++) result.words[i] = a.words[i]! & ~b.words[i]!;
  return result;
}

export const others = (bits: Bits): Bits => without(allBits(bits.size), bits);

export function countBits({ words }: Bits): number {
  let count = 0;
  for (let i = 0; i < words.length; i++) count += popcount(words[i]!);
  return count;
}

/** Calls `take` with each ordinal of the set, the lowest first. */
export function eachBit({ words }: Bits, take: (at: number) => void): void {
  for (let i = 0; i < words.length; i++) {
    for (let word = words[i]!; word !== 0; word &= word - 1) take((i << 5) + (31 - Math.clz32(word & -word)));
  }
}

/** The `max` highest ordinals of the set in falling order, or the lowest in rising order. */
export function endOf(bits: Bits, max: number, end: "highest" | "lowest"): number[] {
  const found: number[] = [];
  const { words } = bits;
  if (end === "highest") {
    for (let i = words.length - 1; i >= 0 && found.length < max; i--)
      for (let word = words[i]!; word !== 0 && found.length < max; ) {
        const bit = 31 - Math.clz32(word);
        found.push((i << 5) + bit);
        word &= ~(1 << bit);
      }
    return found;
  }
  for (let i = 0; i < words.length && found.length < max; i++)
    for (let word = words[i]!; word !== 0 && found.length < max; word &= word - 1)
      found.push((i << 5) + (31 - Math.clz32(word & -word)));
  return found;
}

function popcount(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
