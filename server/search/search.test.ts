import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { SealedEvent } from "#tlog";
import { deriveColumns } from "../ledger/index.ts";
import { allBits, bitsBetween, both, countBits, eachBit, either, endOf, noBits, others, without } from "./bits.ts";
import { packBlocks, unpackBlock } from "./blocks.ts";
import { ByteReader, ByteWriter } from "./bytes.ts";
import { packColumn, unpackColumn } from "./columns.ts";
import { mergeSegments } from "./merge-segments.ts";
import { PieceCache } from "./piece-cache.ts";
import { addPostings, bitsOf, eachPosting, packPostings } from "./postings.ts";
import { buildSegment, type Entry, type Segment } from "./segment.ts";
import { addressValue, eachTerm, termOf } from "./terms.ts";
import { lowerBound } from "./wave.ts";

const anySet = fc.integer({ min: 1, max: 300 }).chain((size) =>
  fc
    .oneof(
      fc.uniqueArray(fc.nat({ max: size - 1 })),
      fc.constant(Array.from({ length: size }, (_, i) => i)),
      fc.uniqueArray(fc.nat({ max: size - 1 }), { maxLength: 3 }).map((out) => {
        return Array.from({ length: size }, (_, i) => i).filter((i) => !out.includes(i));
      }),
    )
    .map((list) => ({ size, list: list.sort((a, b) => a - b) })),
);

const listOf = (bits: { size: number; words: Uint32Array }) => {
  const list: number[] = [];
  eachBit(bits, (at) => void list.push(at));
  return list;
};

describe("postings", () => {
  test("come back as they went in, whatever their form", () => {
    const forms = new Set<number>();
    fc.assert(
      fc.property(anySet, ({ size, list }) => {
        const packed = packPostings(list, size);
        forms.add(packed.form);
        expect(packed.count).toBe(list.length);
        expect(listOf(bitsOf(packed, size))).toEqual(list);
        const each: number[] = [];
        eachPosting(packed, size, (ordinal) => void each.push(ordinal));
        expect(each).toEqual(list);
        const added = noBits(size);
        addPostings(added, packed);
        expect(listOf(added)).toEqual(list);
      }),
      { numRuns: 500 },
    );
    expect([...forms].sort()).toEqual([0, 1, 2, 3]);
  });

  test("gaps of any width", () => {
    const list = [0, 1, 128, 129, 20_000, 262_143];
    expect(listOf(bitsOf(packPostings(list, 262_144), 262_144))).toEqual(list);
  });
});

describe("sets", () => {
  test("do what sets do", () => {
    fc.assert(
      fc.property(anySet, anySet, ({ size, list }, second) => {
        const other = second.list.filter((at) => at < size);
        const [a, b] = [bitsOf(packPostings(list, size), size), bitsOf(packPostings(other, size), size)];
        expect(listOf(both(a, b))).toEqual(list.filter((at) => other.includes(at)));
        expect(listOf(either(a, b))).toEqual([...new Set([...list, ...other])].sort((x, y) => x - y));
        expect(listOf(without(a, b))).toEqual(list.filter((at) => !other.includes(at)));
        expect(countBits(others(a))).toBe(size - list.length);
        expect(countBits(allBits(size))).toBe(size);
        expect(endOf(a, 3, "highest")).toEqual(list.slice(-3).reverse());
        expect(endOf(a, 3, "lowest")).toEqual(list.slice(0, 3));
      }),
    );
  });

  test("of a range hold its ordinals and no others", () => {
    for (const [from, to] of [
      [0, 0],
      [0, 1],
      [31, 33],
      [5, 64],
      [-3, 4],
      [60, 200],
      [70, 3],
    ] as const) {
      const wanted = Array.from({ length: 70 }, (_, i) => i).filter((i) => i >= from && i < to);
      expect(listOf(bitsBetween(70, from, to))).toEqual(wanted);
    }
  });
});

test("blocks hold a dictionary of any bytes in order, and each begins with its first term", () => {
  const term = fc.string({ unit: "binary", maxLength: 30 }).map((text) => termOf("f", text.replaceAll("\0", "")));
  fc.assert(
    fc.property(fc.uniqueArray(term, { minLength: 1, maxLength: 200 }), (terms) => {
      const entries: Entry[] = terms.sort().map((one, i) => ({ term: one, postings: packPostings([i], 200) }));
      const blocks = [...packBlocks(entries)];
      const read = blocks.flatMap((block) => [...unpackBlock(block.bytes)]);
      expect(read.map((one) => one.term)).toEqual(terms);
      expect(read.map((one) => listOf(bitsOf(one.postings, 200)))).toEqual(terms.map((_, i) => [i]));
      for (const block of blocks) expect([...unpackBlock(block.bytes)][0]!.term).toBe(block.firstTerm);
    }),
  );
});

test("a block that is cut off is an error, not another answer", () => {
  const [block] = packBlocks([{ term: "f\0value", postings: packPostings([1, 5, 9], 100) }]);
  for (let length = 1; length < block!.bytes.length; length++)
    expect(() => [...unpackBlock(block!.bytes.subarray(0, length))]).toThrow(RangeError);
});

test("terms sort as the bytes of their text, and addresses as their numbers", () => {
  const texts = ["a", "B", "é", "￿", "😀", "東京", "z"];
  const bytes = texts.map((text) => Buffer.from(text)).sort(Buffer.compare);
  expect(texts.map((text) => termOf("f", text)).sort()).toEqual(bytes.map((one) => `f\0${one.toString("latin1")}`));
  const addresses = ["0.0.0.0", "9.255.255.255", "10.0.0.0", "255.255.255.255", "::", "2001:db8::1", "ffff::"];
  expect(addresses.map(addressValue).sort()).toEqual(addresses.map(addressValue));
});

const someEvents = (count: number, seed: number): SealedEvent[] =>
  fc.sample(
    fc.record({
      occurred_at: fc.nat({ max: 50 }).map((s) => new Date(Date.UTC(2026, 0, 1, 0, 0, s)).toISOString()),
      action: fc.constantFrom("a.b", "c.d", "x".repeat(200)),
      outcome: fc.constantFrom("success", "denied"),
      severity: fc.constant("info"),
      received_at: fc.constant("2026-01-01T00:01:00.000Z"),
      key: fc.constantFrom("k1", "k2"),
      actor: fc.record({
        type: fc.constant("user"),
        id: fc.constantFrom("u1", "ü2", "😀3"),
        name: fc.constantFrom("Ana Ruiz", "Jo"),
      }),
      metadata: fc.dictionary(
        fc.constantFrom("a", "b c"),
        fc.oneof(fc.nat({ max: 3 }), fc.constantFrom("Red green", "")),
      ),
      description: fc.constantFrom("read it twice", `${"long".repeat(60)} word`),
    }),
    { numRuns: count, seed },
  ) as unknown as SealedEvent[];

/** The events of each term, by seq, as a segment says it. */
function termsIn(segment: Segment): Map<string, number[]> {
  return new Map(
    [...segment.dictionary].map(({ term, postings }) => {
      const seqs: number[] = [];
      eachPosting(
        postings,
        segment.times.length,
        (at) => void seqs.push(segment.firstSeq + (segment.seqs ? segment.seqs[at]! : at)),
      );
      return [term, seqs.sort((a, b) => a - b)];
    }),
  );
}

test("segments merged are the segment that would have been made of all their events", () => {
  const events = someEvents(500, 7);
  const whole = buildSegment(1_000, events);
  const parts = [0, 90, 91, 300].map((from, i, all) => {
    const segment = buildSegment(1_000 + from, events.slice(from, all[i + 1] ?? events.length));
    const blocks = [...packBlocks(segment.dictionary)];
    return { ...segment, dictionary: blocks.flatMap((block) => [...unpackBlock(block.bytes)]) };
  });
  const merged = mergeSegments(parts);
  expect(merged).toMatchObject({ firstSeq: 1_000, endSeq: 1_500, level: 1 });
  expect(merged.times).toEqual(whole.times);
  expect(merged.seqs).toEqual(whole.seqs);
  const [found, wanted] = [termsIn(merged), termsIn(whole)];
  expect(found).toEqual(wanted);
  expect(wanted.size).toBeGreaterThan(20);
  for (const [field, column] of whole.columns) {
    const { names, codes } = merged.columns.get(field)!;
    const value = (one: typeof column, at: number) => one.names[one.codes ? one.codes[at]! : 0];
    for (let at = 0; at < 500; at++) expect(value({ names, codes }, at)).toBe(value(column, at));
  }
});

test("every event is in the postings of all its terms, and times rise", () => {
  const events = someEvents(200, 11);
  const segment = buildSegment(0, events);
  const terms = termsIn(segment);
  events.forEach((event, seq) => {
    eachTerm(event, deriveColumns(event), (field, value) => {
      expect(terms.get(termOf(field, value))).toContain(seq);
    });
  });
  expect([...segment.times]).toEqual([...segment.times].sort((a, b) => a - b));
});

test("columns of every width come back", () => {
  for (const count of [1, 2, 256, 257, 70_000]) {
    const names = Array.from({ length: count }, (_, i) => (i === 0 ? null : `v${i}`));
    const size = Math.max(count, 3);
    const codes =
      count === 1
        ? null
        : count <= 256
          ? new Uint8Array(size)
          : count <= 65_536
            ? new Uint16Array(size)
            : new Uint32Array(size);
    for (let i = 0; codes && i < size; i++) codes[i] = i % count;
    const packed = packColumn({ names, codes });
    expect(unpackColumn(packed.names, packed.codes, size)).toEqual({ names, codes });
  }
});

test("numbers of any size are written and read", () => {
  const writer = new ByteWriter();
  const numbers = [0, 1, 127, 128, 16_383, 16_384, 2 ** 31, 2 ** 40, Number.MAX_SAFE_INTEGER];
  for (const number of numbers) writer.varint(number);
  const reader = new ByteReader(writer.take());
  expect(numbers.map(() => reader.varint())).toEqual(numbers);
  expect(() => reader.byte()).toThrow(RangeError);
});

test("the cache keeps to its size, and what is used stays longest", () => {
  const cache = new PieceCache<string>(30);
  for (const name of ["a", "b", "c"]) cache.set(name, name, 10);
  cache.get("a");
  cache.set("d", "d", 10);
  expect(["a", "b", "c", "d"].map((name) => cache.get(name))).toEqual(["a", undefined, "c", "d"]);
  cache.set("e", "e", 1_000);
  expect(["a", "c", "d", "e"].map((name) => cache.get(name))).toEqual([undefined, undefined, undefined, undefined]);
});

test("lowerBound finds the first place that is not below", () => {
  const list = [1, 3, 3, 7];
  expect([0, 1, 2, 3, 4, 7, 8].map((value) => lowerBound(list, value))).toEqual([0, 0, 1, 1, 3, 3, 4]);
});
