import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  byteLengthAtMost,
  canonicalAddress,
  charactersAtMost,
  findJsonTreeFault,
  isSingleLine,
  isStorable,
  readInstant,
} from "./event-rules-values.ts";

const iso = (text: string) => {
  const instant = readInstant(text);
  return typeof instant === "number" ? new Date(instant).toISOString() : instant;
};

describe("instants", () => {
  it.each([
    ["2026-11-20T20:42:53.309Z", "2026-11-20T20:42:53.309Z"],
    ["2026-11-20t20:42:53z", "2026-11-20T20:42:53.000Z"],
    ["2026-11-20T20:42:53.3Z", "2026-11-20T20:42:53.300Z"],
    ["2026-11-20T20:42:53.30Z", "2026-11-20T20:42:53.300Z"],
    ["2026-11-20T20:42:53.999999999Z", "2026-11-20T20:42:53.999Z"],
    ["2026-11-20T20:42:53.05+05:30", "2026-11-20T15:12:53.050Z"],
    ["2026-11-20T20:42:53-08:00", "2026-11-21T04:42:53.000Z"],
    ["2026-11-20T20:42:53-00:00", "2026-11-20T20:42:53.000Z"],
    ["2024-02-29T00:00:00Z", "2024-02-29T00:00:00.000Z"],
    ["2000-02-29T00:00:00Z", "2000-02-29T00:00:00.000Z"],
    ["1970-01-01T00:00:00Z", "1970-01-01T00:00:00.000Z"],
    ["1969-12-31T23:30:00-01:00", "1970-01-01T00:30:00.000Z"],
    ["9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999Z"],
  ])("%s is %s", (text, canonical) => {
    expect(iso(text)).toBe(canonical);
  });

  it.each([
    "yesterday",
    "",
    "2026-11-20",
    "2026-11-20T20:42:53",
    "2026-11-20 20:42:53Z",
    "2026-11-20T20:42Z",
    "2026-11-20T20:42:53.Z",
    "2026-11-20T20:42:53,5Z",
    "2026-11-20T24:00:00Z",
    "2026-11-20T20:60:00Z",
    "2026-11-20T20:00:61Z",
    "2026-11-20T20:00:00+24:00",
    "2026-11-20T20:00:00+0100",
    "2026-11-20T20:00:00+01:60",
    "+2026-11-20T20:00:00Z",
    "02026-11-20T20:00:00Z",
    "1969-12-31T23:59:59.999Z",
    "0070-01-01T00:00:00Z",
    "1970-01-01T00:00:00+00:01",
    "9999-12-31T23:59:59-00:01",
    "2026-11-20T20:42:53Z\n",
    "٢٠٢٦-11-20T20:42:53Z",
  ])("%j is refused with the rule", (text) => {
    expect(readInstant(text)).toMatch(/RFC 3339/);
  });

  it("says what is wrong with a leap second and with a day that does not exist", () => {
    expect(readInstant("2016-12-31T23:59:60Z")).toMatch(/leap second/);
    for (const day of [
      "2026-02-29",
      "2026-02-30",
      "2100-02-29",
      "2026-04-31",
      "2026-13-01",
      "2026-00-10",
      "2026-01-00",
    ]) {
      expect(readInstant(`${day}T00:00:00Z`)).toMatch(/day that does not exist/);
    }
  });

  it("agrees with the platform's own reader wherever that one reads the same form", () => {
    const dates = fc.date({ min: new Date(0), max: new Date("9999-12-31T23:59:59.999Z"), noInvalidDate: true });
    fc.assert(fc.property(dates, (date) => readInstant(date.toISOString()) === date.getTime()));
  });
});

describe("addresses", () => {
  it.each([
    ["203.0.113.7", "203.0.113.7"],
    ["2001:DB8:0:0:0:0:0:1", "2001:db8::1"],
    ["2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"],
    ["2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"],
    ["2001:0db8::0001:0000", "2001:db8::1:0"],
    ["::", "::"],
    ["::1", "::1"],
    ["::ffff:203.0.113.7", "203.0.113.7"],
    ["::FFFF:cb00:7107", "203.0.113.7"],
  ])("%s is %s", (text, canonical) => {
    expect(canonicalAddress(text)).toBe(canonical);
  });

  it.each([
    "999.1.1.1",
    "1.2.3",
    "01.2.3.4",
    "0x7f.0.0.1",
    "2130706433",
    "203.0.113.7:443",
    "[2001:db8::1]",
    "[2001:db8::1]:443",
    "fe80::1%eth0",
    "10.0.0.0/8",
    "2001:db8::1::",
    " 203.0.113.7",
    "AWS Internal",
    "",
  ])("%j is refused", (text) => {
    expect(canonicalAddress(text)).toBeUndefined();
  });

  it("agrees with the URL standard's writer, and is stable", () => {
    const mapped = /^::ffff:[0-9a-f]{1,4}:[0-9a-f]{1,4}$/;
    const groups = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 0xffff })), {
      minLength: 8,
      maxLength: 8,
    });
    fc.assert(
      fc.property(groups, (address) => {
        const text = address.map((group) => group.toString(16).toUpperCase().padStart(4, "0")).join(":");
        const standard = new URL(`http://[${text}]`).hostname.slice(1, -1);
        fc.pre(!mapped.test(standard));
        expect(canonicalAddress(text)).toBe(standard);
        expect(canonicalAddress(standard)).toBe(standard);
      }),
    );
  });
});

describe("texts", () => {
  it("counts characters as code points and bytes as UTF-8", () => {
    expect(charactersAtMost("😀".repeat(5), 5)).toBe(true);
    expect(charactersAtMost("😀".repeat(6), 5)).toBe(false);
    expect(charactersAtMost("abcdef", 5)).toBe(false);
    expect(byteLengthAtMost("é".repeat(5), 10)).toBe(true);
    expect(byteLengthAtMost("é".repeat(5), 9)).toBe(false);
    expect(byteLengthAtMost("€".repeat(3), 9)).toBe(true);
  });

  it("tells a line from a text from what cannot be kept", () => {
    expect(isSingleLine("Zoë Ångström 😀")).toBe(true);
    expect(isSingleLine("a\tb")).toBe(false);
    expect(isSingleLine("\ud800")).toBe(false);
    expect(isStorable("a\tb\n")).toBe(true);
    expect(isStorable("a\u0000")).toBe(false);
    expect(isStorable("\udc00a")).toBe(false);
  });
});

describe("JSON trees", () => {
  const limits = { keysMax: 3, depthMax: 3 };

  it("counts the keys of the whole tree", () => {
    expect(findJsonTreeFault({ a: { b: 1 }, c: [{}] }, limits)).toBeUndefined();
    expect(findJsonTreeFault({ a: { b: 1 }, c: [{ d: 1 }] }, limits)).toMatchObject({ steps: ["c", "0"] });
  });

  it("takes the tree itself as the first level, and lists as levels", () => {
    expect(findJsonTreeFault({ a: [[]] }, limits)).toBeUndefined();
    expect(findJsonTreeFault({ a: [[], [{}]] }, limits)).toMatchObject({ steps: ["a", "1", "0"] });
  });

  it.each([
    [{ a: Number.NaN }, ["a"]],
    [{ a: [0, 2 ** 53] }, ["a", "1"]],
    [{ a: { b: "\ud800" } }, ["a", "b"]],
    [{ a: { "\u0000": 1 } }, ["a"]],
    [{ a: undefined }, ["a"]],
    [{ a: 1n }, ["a"]],
    [{ a: () => 1 }, ["a"]],
  ])("refuses what JSON cannot carry: case %#", (tree, steps) => {
    expect(findJsonTreeFault(tree, limits)).toMatchObject({ steps });
  });
});
