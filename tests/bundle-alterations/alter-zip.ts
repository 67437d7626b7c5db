import { deflateRawSync } from "node:zlib";
import { utf8 } from "../../packages/tlog/index.ts";
import { type ZipPart, zipOf } from "../../packages/tlog/testing/bundle.ts";
import type { Random } from "../../packages/tlog/testing/random.ts";
import type { Base } from "./bases.ts";

/** `mustRefuse`: its content is another, so that no verifier may take it; else they need but agree. */
export interface Altered {
  what: string;
  zip: Uint8Array;
  mustRefuse: boolean;
}

/** The bytes with one of them changed. */
export function flipped(random: Random, bytes: Uint8Array): Uint8Array {
  if (bytes.length === 0) return utf8("x");
  const copy = bytes.slice();
  const at = random.below(copy.length);
  copy[at] = random.chance(0.5) ? copy[at]! ^ (1 << random.below(8)) : (copy[at]! + 1 + random.below(255)) % 256;
  return copy;
}

type Trick = (random: Random, parts: ZipPart[], one: ZipPart) => Uint8Array;
const junk = (random: Random) => random.bytes(1 + random.below(30));

const TRICKS: Record<string, [trick: Trick, mustRefuse: boolean]> = {
  "something before": [(random, parts) => zipOf(parts, { before: junk(random) }), true],
  "something between": [(random, parts) => zipOf(parts, { between: junk(random) }), true],
  "something after": [(random, parts) => zipOf(parts, { after: junk(random) }), true],
  "a comment": [(random, parts) => zipOf(parts, { comment: junk(random) }), true],
  "a comment of an entry": [(random, parts, one) => trick(parts, one, { central: { comment: junk(random) } }), true],
  "an extra field in the directory": [
    (_, parts, one) => trick(parts, one, { central: { extra: Uint8Array.of(1, 0, 2, 0, 9, 9) } }),
    true,
  ],
  "an extra field before an entry": [
    (_, parts, one) => trick(parts, one, { local: { extra: Uint8Array.of(1, 0, 2, 0, 9, 9) } }),
    true,
  ],
  "flags in the directory": [
    (random, parts, one) => trick(parts, one, { central: { flags: 1 << random.below(16) } }),
    false,
  ],
  "flags before an entry": [
    (random, parts, one) => trick(parts, one, { local: { flags: 1 << random.below(16) } }),
    false,
  ],
  "another method": [
    (random, parts, one) => trick(parts, one, { central: { method: random.pick([1, 9, 12, 14, 93, 99]) } }),
    true,
  ],
  "the other method": [(_, parts, one) => trick(parts, one, { central: { method: one.isDeflated ? 0 : 8 } }), true],
  "another check sum": [(random, parts, one) => trick(parts, one, { central: { crc: random.below(2 ** 32) } }), true],
  "another check sum before an entry": [
    (random, parts, one) => trick(parts, one, { local: { crc: random.below(2 ** 32) } }),
    false,
  ],
  "another size in the directory": [
    (random, parts, one) => trick(parts, one, { central: { bytes: sizeNear(random, one.content.length) } }),
    false,
  ],
  "another packed size in the directory": [
    (random, parts, one) => trick(parts, one, { central: { packedBytes: sizeNear(random, one.content.length) } }),
    true,
  ],
  "other sizes before an entry": [
    (random, parts, one) => trick(parts, one, { local: { bytes: sizeNear(random, 9), packedBytes: 7 } }),
    false,
  ],
  "another name in the directory": [
    (_, parts, one) => trick(parts, one, { central: { name: Buffer.from(`${one.name}x`) } }),
    true,
  ],
  "another name before an entry": [
    (_, parts, one) => trick(parts, one, { local: { name: Buffer.from(`${one.name}x`) } }),
    true,
  ],
  "bytes behind a packed file": [
    (random, parts, one) =>
      trick(parts, one, { isDeflated: true, packed: Buffer.concat([deflateRawSync(one.content), junk(random)]) }),
    false,
  ],
  "a packed file cut off": [
    (random, parts, one) => {
      const packed = deflateRawSync(one.content);
      return trick(parts, one, { isDeflated: true, packed: packed.subarray(0, random.below(packed.length)) });
    },
    false,
  ],
  "a packed file damaged": [
    (random, parts, one) =>
      trick(parts, one, { isDeflated: true, packed: flipped(random, deflateRawSync(one.content)) }),
    false,
  ],
  "bytes behind a stored file": [
    (random, parts, one) =>
      trick(parts, one, { isDeflated: false, packed: Buffer.concat([one.content, junk(random)]) }),
    false,
  ],
  "the zip cut off": [
    (random, parts) => {
      const zip = zipOf(parts);
      return zip.subarray(0, random.below(zip.length));
    },
    true,
  ],
  "a byte of the zip": [(random, parts) => flipped(random, zipOf(parts)), false],
  "some bytes of the directory": [
    (random, parts) => {
      const zip = zipOf(parts).slice();
      for (let n = 1 + random.below(3); n > 0; n--)
        zip[zip.length - 1 - random.below(60 * parts.length)] = random.below(256);
      return zip;
    },
    false,
  ],
  "other levels and order": [(_, parts) => zipOf(parts.toReversed()), false],
};

const sizeNear = (random: Random, size: number) =>
  Math.max(0, size + random.pick([-1, 1, -size, 100, 0xffff_ffff - size]));

function trick(parts: ZipPart[], one: ZipPart, change: Partial<ZipPart>): Uint8Array {
  return zipOf(parts.map((part) => (part === one ? { ...part, ...change } : part)));
}

/** The untouched files of a bundle in a zip that is not as it should be. */
export function alterZip(random: Random, base: Base): Altered {
  const parts: ZipPart[] = [...base.files].map(([name, content]) => ({
    name,
    content,
    isDeflated: random.chance(0.5),
  }));
  const name = random.pick(Object.keys(TRICKS));
  const [make, mustRefuse] = TRICKS[name]!;
  // The other method, on a file without content, gives the same file.
  const one = random.pick(parts.filter(({ content }) => content.length > 0));
  return { what: `zip: ${name} (${one.name})`, zip: make(random, parts, one), mustRefuse };
}
