import { constants, deflateRawSync, inflateRawSync, crc32 as zlibCrc32 } from "node:zlib";
import { describe, expect, test } from "vitest";
import { crc32 } from "./crc32.ts";
import { TlogError, utf8, utf8Text } from "./index.ts";
import { inflateRaw } from "./inflate.ts";
import { type ZipPart, zipOf } from "./testing/bundle.ts";
import { randomFrom, randomText } from "./testing/random.ts";
import { readZip, readZipInSteps } from "./zip.ts";

const LEVELS = [0, 1, 6, 9];
const STRATEGIES = [constants.Z_DEFAULT_STRATEGY, constants.Z_HUFFMAN_ONLY, constants.Z_RLE, constants.Z_FIXED];

test("CRC-32 is zlib's at every length up to 70, and of a long text", () => {
  const random = randomFrom(31);
  for (const length of [...Array(71).keys(), 100_003]) {
    const bytes = random.bytes(length);
    expect(crc32(bytes)).toBe(zlibCrc32(bytes));
  }
});

describe("inflate", () => {
  test("gives back what zlib packed, of every kind of block", () => {
    const random = randomFrom(32);
    for (const level of LEVELS)
      for (const strategy of STRATEGIES)
        for (const length of [0, 1, 258, 70_000]) {
          const text = utf8(randomText(random, length).repeat(1 + random.below(3)));
          const packed = deflateRawSync(text, { level, strategy });
          const { bytes, isWhole, unused } = inflateRaw(packed, text.length);
          expect(Buffer.compare(bytes, text)).toBe(0);
          expect({ isWhole, unused }).toEqual({ isWhole: true, unused: 0 });
        }
  });

  test("takes and refuses 20,000 damaged and cut streams as zlib does", () => {
    const random = randomFrom(33);
    let taken = 0;
    for (let i = 0; i < 20_000; i++) {
      const text = utf8(randomText(random, 60));
      const whole = deflateRawSync(text, { level: random.pick(LEVELS), strategy: random.pick(STRATEGIES) });
      const packed = random.chance(0.2) ? whole.subarray(0, random.below(whole.length)) : whole;
      for (let n = random.below(3); n > 0 && packed.length > 0; n--)
        packed[random.below(packed.length)]! ^= 1 << random.below(8);
      const of = (unpack: () => Uint8Array) => {
        try {
          return Buffer.from(unpack()).toString("hex");
        } catch {
          return "refused";
        }
      };
      // With this flush, zlib gives what there is of a stream that is cut.
      const theirs = of(() => inflateRawSync(packed, { finishFlush: constants.Z_SYNC_FLUSH }));
      expect(
        of(() => inflateRaw(packed, text.length).bytes),
        packed.toString("hex"),
      ).toBe(theirs);
      if (theirs !== "refused") taken++;
    }
    expect(taken).toBeGreaterThan(2_000);
    expect(taken).toBeLessThan(18_000);
  });

  test("counts what stands behind the end", () => {
    const packed = Buffer.concat([deflateRawSync(utf8("hello")), Buffer.alloc(7)]);
    expect(inflateRaw(packed, 5)).toMatchObject({ isWhole: true, unused: 7 });
  });
});

const PARTS: ZipPart[] = [
  { name: "a.txt", content: utf8("alpha\n") },
  { name: "b.json", content: utf8("[1,2,3]".repeat(100)), isDeflated: true },
  { name: "empty", content: new Uint8Array(0), isDeflated: true },
];
const changed = (change: Partial<ZipPart>, at = 0) =>
  PARTS.map((part, i) => (i === at ? { ...part, ...change } : part));
const code = (zip: Uint8Array, limit?: number): string => {
  try {
    readZip(zip, limit);
    return "taken";
  } catch (error) {
    return error instanceof TlogError ? error.message : String(error);
  }
};

describe("a zip", () => {
  test("gives its files in their order, stored ones without a copy", () => {
    const zip = zipOf(PARTS);
    const files = readZip(zip);
    expect([...files.keys()]).toEqual(["a.txt", "b.json", "empty"]);
    expect(utf8Text(files.get("a.txt")!)).toBe("alpha\n");
    expect(files.get("a.txt")!.buffer).toBe(zip.buffer);
    expect(files.get("b.json")).toEqual(PARTS[1]!.content);
    expect(files.get("empty")).toHaveLength(0);
  });

  const x = Uint8Array.of(120);
  test.each<[RegExp, Uint8Array]>([
    [/no zip/, new Uint8Array(0)],
    [/no zip/, utf8("PK\u0003\u0004 and no more than that")],
    [/no zip/, zipOf(PARTS, { after: x })],
    [/no zip/, zipOf(PARTS, { comment: x })],
    [/belong to no file, or files that overlap, before a.txt/, zipOf(PARTS, { before: x })],
    [/before its directory/, zipOf(PARTS, { between: x })],
    [/a.txt twice/, zipOf([...PARTS, PARTS[0]!])],
    [/extra fields or comments/, zipOf(changed({ central: { extra: utf8("abcd") } }))],
    [/extra fields or comments/, zipOf(changed({ central: { comment: x } }))],
    [/names another file/, zipOf(changed({ local: { extra: utf8("abcd") } }))],
    [/names another file/, zipOf(changed({ local: { name: utf8("b.txt") } }))],
    [/does not use|do not use/, zipOf(changed({ central: { flags: 1 } }))],
    [/does not use|do not use/, zipOf(changed({ central: { flags: 8 } }))],
    [/does not use|do not use/, zipOf(changed({ central: { method: 12 } }))],
    [/proper name/, zipOf(changed({ central: { name: utf8("a\0txt") }, local: { name: utf8("a\0txt") } }))],
    [/proper name/, zipOf(changed({ central: { name: Uint8Array.of(255) }, local: { name: Uint8Array.of(255) } }))],
    [/overlap/, zipOf(changed({ central: { packedBytes: 5 } }))],
    [/a.txt in the zip is damaged/, zipOf(changed({ central: { crc: 1 } }))],
    [/a.txt in the zip is damaged/, zipOf(changed({ central: { bytes: 5 } }))],
    [/b.json in the zip is damaged: its packed bytes/, zipOf(changed({ packed: Uint8Array.of(7, 1, 2) }, 1))],
  ])("is refused: %s", (message, zip) => expect(code(zip)).toMatch(message));

  test("is refused wherever it is cut off, and beyond the limit", () => {
    const zip = zipOf(PARTS);
    for (let length = 0; length < zip.length; length++) expect(code(zip.subarray(0, length))).not.toBe("taken");
    expect(code(zip, 705)).toMatch(/larger than 705 bytes/);
    expect(code(zip, 706)).toBe("taken");
  });

  test("says which bytes belong to no file", () => {
    const packed = Buffer.concat([deflateRawSync(PARTS[1]!.content), x]);
    const steps = readZipInSteps(zipOf(changed({ packed }, 1)));
    let step = steps.next();
    while (!step.done) step = steps.next();
    expect(step.value.remarks).toEqual([expect.stringContaining("1 unused bytes behind the content of b.json")]);
  });
});
