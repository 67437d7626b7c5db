import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AppError } from "#server/errors.ts";
import { parseStrictJson } from "./strict-json.ts";
import { findJsonTextFault } from "./strict-json-fault.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text);

function refusal(input: string | number[], depthMax?: number) {
  try {
    parseStrictJson(typeof input === "string" ? bytesOf(input) : Uint8Array.from(input), { depthMax });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { code: error.code, status: error.status, path: error.fields?.[0]?.path, at: error.fields?.[0]?.at };
  }
  throw new Error("was accepted");
}

const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);

describe("what is not JSON in UTF-8 is refused with 400", () => {
  it.each<[string, string | number[], string, number]>([
    ["nothing", "", "", 0],
    ["white space alone", "  ", "", 2],
    ["a cut object", "{", "", 1],
    ["a cut text", '{"a":"b', "a", 7],
    ["a cut escape", '"\\u00', "", 1],
    ["a second text", "{}{}", "", 2],
    ["a byte after the end", '{"a":1}}', "", 7],
    ["a comma before the bracket", "[1,]", "1", 3],
    ["a comma before the brace", '{"a":1,}', "", 7],
    ["a missing colon", '{"a" 1}', "a", 5],
    ["a missing comma", '{"a":1 "b":2}', "", 7],
    ["a bare name", "{a:1}", "", 1],
    ["single quotes", "{'a':1}", "", 1],
    ["an unknown literal", '{"a":[0,nil]}', "a.1", 8],
    ["NaN", "NaN", "", 0],
    ["a leading zero", "01", "", 1],
    ["a bare sign", "[-]", "0", 1],
    ["a fraction without digits", "[1.]", "", 2],
    ["an unknown escape", '{"a":"\\x"}', "a", 6],
    ["a raw control character", '{"a":"\n"}', "a", 6],
    ["a raw NUL", '{"a":"\u0000"}', "a", 6],
    ["offsets are in bytes", '{"é€😀":?}', "é€😀", 13],
    ["UTF-16", [0xff, 0xfe, 0x7b, 0x7d], "", 0],
    ["a byte order mark", [0xef, 0xbb, 0xbf, 0x31], "", 0],
    ["a surrogate in UTF-8", [0x22, 0xed, 0xa0, 0x80, 0x22], "", 1],
    ["an overlong encoding", [0x22, 0x61, 0xc0, 0xaf, 0x22], "", 2],
    ["a cut character after U+FFFD itself", [0x22, 0xef, 0xbf, 0xbd, 0xc3, 0x22], "", 4],
  ])("%s", (_, input, path, at) => {
    expect(refusal(input)).toEqual({ code: "invalid", status: 400, path, at });
  });
});

describe("JSON that I-JSON forbids is refused with 422", () => {
  it.each<[string, string, string]>([
    ["a name twice", '{"a":1,"a":1}', "a"],
    ["a name twice, once escaped", '{"a":1,"\\u0061":2}', "a"],
    ["the empty name twice", '{"":1,"":2}', ""],
    ["a name twice, deep down", '{"events":[{},{"metadata":{"b":{},"b":[]}}]}', "events.1.metadata.b"],
    ["__proto__ twice", '{"__proto__":1,"__proto__":2}', "__proto__"],
    ["a number name twice", '{"1":1,"\\u0031":2}', "1"],
    ["a lone high surrogate", '{"a":"\\ud800"}', "a"],
    ["a lone low surrogate", '{"a":["\\uDC00"]}', "a.0"],
    ["a high surrogate before another escape", '["\\ud83d\\u0041"]', "0"],
    ["a high surrogate before a raw character", '["\\ud83dx"]', "0"],
    ["a lone surrogate in a name", '{"b":{"\\udfff":1}}', "b"],
    ["U+0000", '{"a":"x\\u0000"}', "a"],
    ["U+0000 in a name", '{"\\u0000":1}', ""],
    ["2^53", "[9007199254740992]", "0"],
    ["2^53+1", '{"a":9007199254740993}', "a"],
    ["-(2^53)", '{"a":-9007199254740992}', "a"],
    ["2^53+1 with an exponent", '{"a":9.007199254740993e15}', "a"],
    ["2^53 with decimals", '{"a":9007199254740992.0}', "a"],
    ["a fraction that rounds to 2^53", '{"a":9007199254740991.5}', "a"],
    ["a large integer with an exponent", '{"a":1e300}', "a"],
    ["more than a double holds", '{"a":[{"b":1e400}]}', "a.0.b"],
    ["more than a double holds, alone", "-1E+400", ""],
  ])("%s", (_, text, path) => {
    expect(refusal(text)).toMatchObject({ code: "invalid", status: 422, path });
  });

  it("depth over 32, however deep the text goes on", () => {
    expect(parseStrictJson(bytesOf(nested(32)))).toEqual(JSON.parse(nested(32)));
    expect(refusal(nested(33))).toMatchObject({ status: 422, at: 32 });
    expect(refusal('{"a":'.repeat(5000))).toMatchObject({ status: 422, at: 160 });
    expect(refusal("[[]]", 1)).toMatchObject({ status: 422, path: "0", at: 1 });
  });

  it("keeps names in paths short and printable", () => {
    const fault = refusal(`{"\\u001b${"n".repeat(5000)}":1e999}`);
    expect(fault.path).toBe(`\ufffd${"n".repeat(99)}`);
  });
});

describe("what is accepted", () => {
  it.each([
    "0",
    "-0",
    "null",
    ' \t\r\n{ "a" : [ ] } ',
    "[9007199254740991,-9007199254740991,9.007199254740991e15,1e-400,5e-324,0.1]",
    '["\\ud83d\\ude00\\u20ac\\u007f\\b\\f\\/","\\\\u0000","\\\\ud800",":{[\\":"]',
    '{"a":{"b":1},"b":{"b":1},"c":[{"b":1},{"b":1}],"":""}',
  ])("%s", (text) => {
    expect(parseStrictJson(bytesOf(text))).toEqual(JSON.parse(text));
  });

  it("keeps __proto__ as a member like any other", () => {
    const value = parseStrictJson(bytesOf('{"__proto__":{"isAdmin":true},"constructor":1}')) as object;
    expect(Object.keys(value)).toEqual(["__proto__", "constructor"]);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect("isAdmin" in value).toBe(false);
    expect(({} as Record<string, unknown>).isAdmin).toBeUndefined();
  });

  it("reads a view into a larger buffer", () => {
    expect(parseStrictJson(bytesOf('xx{"a":1}yy').subarray(2, 9))).toEqual({ a: 1 });
  });
});

const iJson = fc.jsonValue({ maxDepth: 6, noUnicodeString: false }).filter((value) => {
  const text = JSON.stringify(value);
  return !text.includes("\\u0000") && !/\\ud[89a-f]/i.test(text) && !hasLargeNumber(value);
});

function hasLargeNumber(value: unknown): boolean {
  if (typeof value === "number") return Math.abs(value) > Number.MAX_SAFE_INTEGER;
  return typeof value === "object" && value !== null && Object.values(value).some(hasLargeNumber);
}

/** The same JSON with every character of every text written as an escape. */
function escapeAll(text: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"/g, (quoted) => {
    const units = [...Array((JSON.parse(quoted) as string).length).keys()].map((index) =>
      (JSON.parse(quoted) as string).charCodeAt(index).toString(16).padStart(4, "0"),
    );
    return `"${units.map((unit) => `\\u${unit}`).join("")}"`;
  });
}

describe("properties", () => {
  it("reads any I-JSON as JSON.parse does, plain, spaced or escaped", () => {
    fc.assert(
      fc.property(iJson, (value) => {
        const text = JSON.stringify(value);
        for (const spelt of [text, JSON.stringify(value, null, "\t"), escapeAll(text)]) {
          expect(parseStrictJson(bytesOf(spelt))).toEqual(JSON.parse(text));
        }
      }),
      { numRuns: 1000 },
    );
  });

  it("the quick look and the full reader never disagree about a text", () => {
    const fragment = fc.constantFrom(
      ...'{ } [ ] , : " a 1 e + - . 0 \\ \\u0061 \\u0000 \\ud83d \\ude00 \\" null true 9007199254740993 é 😀'.split(
        " ",
      ),
      '"a":',
      '"\\u0061":',
      '{"a":1}',
      '{"b":[',
      "]}",
    );
    let accepted = 0;
    const texts = fc.oneof(
      fc.array(fragment, { maxLength: 12 }).map((parts) => parts.join("")),
      fc.tuple(fc.json(), fc.nat(), fragment).map(([json, at, part]) => {
        const cut = at % (json.length + 1);
        return json.slice(0, cut) + part + json.slice(cut + (at % 2));
      }),
      fc
        .array(fc.tuple(fc.constantFrom("a", "\\u0061", "b", "A", ""), fc.integer()), { maxLength: 4 })
        .map((members) => {
          return `{${members.map(([name, value]) => `"${name}":${value}`).join(",")}}`;
        }),
    );
    fc.assert(
      fc.property(texts, (text) => {
        fc.pre(text !== "" && text.isWellFormed());
        const fault = findJsonTextFault(text, 32);
        if (fault) {
          expect(refusal(text).status).toBe(fault.isMalformed ? 400 : 422);
        } else {
          accepted += 1;
          expect(parseStrictJson(bytesOf(text))).toEqual(JSON.parse(text));
        }
      }),
      { numRuns: 5000 },
    );
    expect(accepted).toBeGreaterThan(500);
  });

  it("any bytes are either parsed or refused as invalid", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        try {
          parseStrictJson(bytes);
        } catch (error) {
          expect(error).toMatchObject({ name: "AppError", code: "invalid" });
        }
      }),
      { numRuns: 2000 },
    );
  });
});
