const MASK_64 = (1n << 64n) - 1n;

function firstPrimes(count: number): number[] {
  const primes: number[] = [];
  for (let n = 2; primes.length < count; n++) if (primes.every((p) => n % p !== 0)) primes.push(n);
  return primes;
}

/** Largest r with r^degree <= n, by Newton's iteration from above. */
function integerRoot(n: bigint, degree: bigint): bigint {
  let r = 1n << (BigInt(n.toString(2).length) / degree + 1n);
  for (;;) {
    const next = ((degree - 1n) * r + n / r ** (degree - 1n)) / degree;
    if (next >= r) return r;
    r = next;
  }
}

/**
 * FIPS 180-4 sections 4.2.3 and 5.3.5: the first 64 fractional bits of the cube roots of the first 80 primes. SHA-256
 * uses the upper halves of the first 64 (section 4.2.2).
 */
export const ROUND_CONSTANTS: readonly bigint[] = firstPrimes(80).map(
  (p) => integerRoot(BigInt(p) << 192n, 3n) & MASK_64,
);

/** FIPS 180-4 sections 5.3.3 and 5.3.5: the first 64 fractional bits of the square roots of the first 8 primes. */
export const INITIAL_STATE: readonly bigint[] = firstPrimes(8).map((p) => integerRoot(BigInt(p) << 128n, 2n) & MASK_64);
