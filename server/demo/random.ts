/** Its first sixteen are the hexadecimal digits. */
const DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";

function mix(text: string): [number, number, number, number] {
  let a = 1779033703;
  let b = 3144134277;
  let c = 1013904242;
  let d = 2773480762;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = b ^ Math.imul(a ^ code, 597399067);
    b = c ^ Math.imul(b ^ code, 2869860233);
    c = d ^ Math.imul(c ^ code, 951274213);
    d = a ^ Math.imul(d ^ code, 2716044179);
  }
  return [a >>> 0, b >>> 0, c >>> 0, d >>> 0];
}

/** Small fast counter (sfc32) keyed by any words: the same words always give the same sequence. */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  constructor(...words: (string | number)[]) {
    [this.#a, this.#b, this.#c, this.#d] = mix(words.join("\u0001"));
    for (let i = 0; i < 12; i++) this.bits();
  }

  bits(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#d) | 0;
    this.#d = (this.#d + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum;
    return sum >>> 0;
  }

  /** In [0, 1). */
  float(): number {
    return this.bits() / 4294967296;
  }

  /** Whole number, both ends included. */
  int(low: number, high: number): number {
    return low + Math.floor(this.float() * (high - low + 1));
  }

  between(low: number, high: number): number {
    return low + this.float() * (high - low);
  }

  chance(probability: number): boolean {
    return this.float() < probability;
  }

  pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.float() * list.length)]!;
  }

  /** Distinct members, in random order. */
  some<T>(list: readonly T[], count: number): T[] {
    const left = [...list];
    const taken: T[] = [];
    while (taken.length < count && left.length > 0) {
      taken.push(left.splice(Math.floor(this.float() * left.length), 1)[0]!);
    }
    return taken;
  }

  weighted<T>(list: readonly (readonly [weight: number, value: T])[]): T {
    let total = 0;
    for (const [weight] of list) total += weight;
    let rest = this.float() * total;
    for (const [weight, value] of list) {
      rest -= weight;
      if (rest < 0) return value;
    }
    return list[list.length - 1]![1];
  }

  normal(mean: number, deviation: number): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.float()));
    return mean + deviation * radius * Math.cos(2 * Math.PI * this.float());
  }

  exponential(mean: number): number {
    return -mean * Math.log(1 - this.float());
  }

  poisson(mean: number): number {
    if (mean > 30) return Math.max(0, Math.round(this.normal(mean, Math.sqrt(mean))));
    const limit = Math.exp(-mean);
    let count = 0;
    for (let product = this.float(); product > limit; product *= this.float()) count++;
    return count;
  }

  hex(length: number): string {
    let text = "";
    for (let word = 0, left = 0; text.length < length; left--, word >>>= 4) {
      if (left === 0) {
        word = this.bits();
        left = 8;
      }
      text += DIGITS[word & 15];
    }
    return text;
  }

  token(length: number): string {
    let text = "";
    for (let word = 0, left = 0; text.length < length; left--, word >>>= 5) {
      if (left === 0) {
        word = this.bits();
        left = 6;
      }
      text += DIGITS[word & 31];
    }
    return text;
  }
}
