import { createHash } from "node:crypto";

const words = new BigUint64Array(1);
const doubles = new Float64Array(words.buffer);

function fromBits(bits: bigint): number {
  words[0] = bits;
  return doubles[0]!;
}

const DRIFT =
  "0 0 1 1 1 2 1 1 3 1 2 2 1 1 1 0 0 0 -1 0 0 0 0 0 0 0 0 -1 1 0 0 -1 0 0 0 0 0 -1 0 -1 0 0 0 0 0 0 1 -1 0 1";

/** A third of every power of ten from 10^22 down to 10^-27, some of them a few units in the last place off. */
function thirds(sign: number): number[] {
  return DRIFT.split(" ").map((units, i) => {
    doubles[0] = Number(`1e${22 - i}`) / 3;
    return sign * fromBits(words[0]! + BigInt(units));
  });
}

/** `count` neighbouring doubles, from the one with these bits on. */
const neighbours = (first: bigint, count: number): number[] =>
  Array.from({ length: count }, (_, i) => fromBits(first + BigInt(i)));

/** The edge cases that the sequence of the JCS test data begins with. */
function edgeCases(): number[] {
  const [tiny, largest] = [Number.MIN_VALUE, Number.MAX_VALUE];
  const belowOne = 1 - Number.EPSILON / 2;
  const sixes = Array.from({ length: 15 }, (_, i) => Number(`5.${"0".repeat(i + 1)}6e-6`));
  const [a, b, c, , e] = neighbours(0x3feffffffffffffan, 5) as [number, number, number, number, number];
  return [
    ...[0, -0, tiny, -tiny, ...thirds(-1), ...thirds(1)],
    ...[10, 5, 0.5, 0.05, 0.005, 0.0005, 5e-5, 5e-6, 5e-7, 5e-8, 5e-9, ...sixes],
    ...[1, -1, -a, -b, a, b, c, e, -belowOne, -belowOne, belowOne, belowOne],
    ...[...neighbours(0x3fd3333333333332n, 3), 2 ** -1022, 2 ** -1022 - 3 * tiny, 2 ** -1022 - tiny],
    ...[largest, -largest, 2 ** 53, -(2 ** 53), 2 ** 68, ...neighbours(0x44b52d02c7e14af5n, 3)],
    ...[...neighbours(0x444b1ae4d6e2ef4en, 3), ...neighbours(0x3eb0c6f7a0b5ed8cn, 2)],
    ...[...neighbours(0x41b3de4355555553n, 5), fromBits(0xbecbf647612f3696n), 1424953923781206.2],
  ];
}

/**
 * Lines `<bits in hexadecimal>,<number as JCS writes it>` of the sequence that the JCS test data define: edge cases, 2,000
 * doubles from the smallest normal one on, then those that a chain of SHA-256 from 32 zero bytes gives, without 0, infinity and NaN.
 */
export function* numberLines(count: number, write: (value: number) => string): Generator<string> {
  let block = new Uint8Array(32);
  let waiting: number[] = [];
  const fixed = [...edgeCases(), ...neighbours(0x0010000000000000n, 2_000)];
  for (let i = 0; i < count; i++) {
    let value = fixed[i] ?? 0;
    while (i >= fixed.length && (value === 0 || !Number.isFinite(value))) {
      if (waiting.length === 0) {
        block = new Uint8Array(createHash("sha256").update(block).digest());
        waiting = [...new Float64Array(block.buffer)];
      }
      value = waiting.shift()!;
    }
    doubles[0] = value;
    yield `${words[0]!.toString(16)},${write(value)}\n`;
  }
}
