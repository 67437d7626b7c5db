import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { canonicalize } from "./index.ts";
import { numberLines } from "./testing/number-lines.ts";
import { randomFrom, randomJson } from "./testing/random.ts";
import { VECTORS_PRESENT, vectorFiles, vectorText } from "./testing/vectors.ts";

describe.skipIf(!VECTORS_PRESENT)("RFC 8785 test data", () => {
  const names = VECTORS_PRESENT ? vectorFiles("jcs-rfc8785/input").map((path) => path.split("/").at(-1)!) : [];

  test("there are 6", () => expect(names.length).toBe(6));

  test.each(names)("%s equals in text and in bytes", (name) => {
    const text = canonicalize(JSON.parse(vectorText(`jcs-rfc8785/input/${name}`)));
    expect(text).toBe(vectorText(`jcs-rfc8785/output/${name}`).trimEnd());
    const hex = vectorText(`jcs-rfc8785/outhex/${name.replace("json", "txt")}`).replace(/\s/g, "");
    expect(Buffer.from(text).toString("hex")).toBe(hex);
  });
});

test.skipIf(!VECTORS_PRESENT).each([1_000, 10_000])(
  "the first %i lines of the number sequence have the published SHA-256",
  (count) => {
    const digest = createHash("sha256");
    for (const line of numberLines(count, canonicalize)) digest.update(line);
    const published = new RegExp(`${count.toLocaleString("en")}\\s+(?:lines\\s+)?\`([0-9a-f]{64})\``).exec(
      vectorText("SOURCES.md"),
    )?.[1];
    expect(digest.digest("hex")).toBe(published);
  },
);

test("members are sorted by UTF-16 code units", () => {
  expect(canonicalize({ "\u{fb33}": 1, "\u{1f600}": 2, é: 3, "": 4, "10": 5, "9": 6 })).toBe(
    '{"":4,"10":5,"9":6,"é":3,"\u{1f600}":2,"\u{fb33}":1}',
  );
});

test.each([
  [-0, "0"],
  [1e21, "1e+21"],
  [1e-7, "1e-7"],
  [0.000001, "0.000001"],
  [2 ** 53 - 1, "9007199254740991"],
  [5e-324, "5e-324"],
  ['\b\t\n\f\r"\\\u0000\u001f\u007f/\u2028é', '"\\b\\t\\n\\f\\r\\"\\\\\\u0000\\u001f\u007f/\u2028é"'],
  [JSON.parse('{"__proto__":{"b":1},"a":[]}'), '{"__proto__":{"b":1},"a":[]}'],
  [Object.create(null), "{}"],
])("%j is written as %s", (value, text) => expect(canonicalize(value)).toBe(text));

test.each([
  ["json_number", Number.NaN],
  ["json_number", [Number.POSITIVE_INFINITY]],
  ["json_string", "a\ud800"],
  ["json_string", { "\udc00": 1 }],
  ["json_string", `${"x".repeat(200)}\ud83d`],
  ["json_value", undefined],
  ["json_value", { a: undefined }],
  ["json_value", [1, undefined]],
  ["json_value", new Array(1)],
  ["json_value", 1n],
  ["json_value", () => 1],
  ["json_value", Symbol.iterator],
  ["json_value", new Date(0)],
  ["json_value", new Map()],
])("%s: refused", (code, value) => {
  expect(() => canonicalize(value)).toThrow(expect.objectContaining({ code }));
});

test("nesting is bounded", () => {
  const nested = (depth: number): unknown => JSON.parse("[".repeat(depth) + "]".repeat(depth));
  expect(canonicalize(nested(256)).length).toBe(512);
  expect(() => canonicalize(nested(257))).toThrow(expect.objectContaining({ code: "json_depth" }));
});

/** The same rules in the plainest form: scalars by JSON.stringify, members in the order of the default sort. */
function plainest(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(plainest).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.keys(value).sort();
  return `{${members.map((name) => `${JSON.stringify(name)}:${plainest((value as Record<string, unknown>)[name])}`).join(",")}}`;
}

test("20,000 generated values are written as by the plainest writer, and come back by parsing", () => {
  const random = randomFrom(8785);
  for (let i = 0; i < 20_000; i++) {
    const value = randomJson(random, 4);
    const text = canonicalize(value);
    expect(text === plainest(value) && canonicalize(JSON.parse(text)) === text, text).toBe(true);
  }
});
