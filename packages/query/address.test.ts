import { isIPv4, isIPv6 } from "node:net";
import fc from "fast-check";
import { expect, it } from "vitest";
import { canonicalAddress } from "./address.ts";

const part = fc.constantFrom(
  "",
  "0",
  "00",
  "1",
  "01",
  "255",
  "256",
  "ffff",
  "0db8",
  "12345",
  "g",
  ":",
  ".",
  "%eth0",
  " ",
);
const near = fc
  .array(fc.tuple(part, fc.constantFrom(":", ":", ".", "")), { maxLength: 12 })
  .map((list) => list.flat().join(""));

it("takes as an address what the runtime takes as one, but for zones", () => {
  let good = 0;
  fc.assert(
    fc.property(
      fc.oneof(
        near,
        fc.ipV4(),
        fc.ipV6(),
        fc.ipV6().map((text) => text.toUpperCase()),
      ),
      (text) => {
        const isGood = isIPv4(text) || (isIPv6(text) && !text.includes("%"));
        if (isGood) good++;
        expect(canonicalAddress(text) !== undefined, text).toBe(isGood);
      },
    ),
    { numRuns: 20_000, seed: 7 },
  );
  expect(good).toBeGreaterThan(5_000);
});

it("gives one text for one address", () => {
  for (const [text, canonical] of [
    ["203.0.113.7", "203.0.113.7"],
    ["2001:DB8:0:0::1", "2001:db8::1"],
    ["::ffff:10.0.0.1", "10.0.0.1"],
    ["0:0:0:0:0:0:0:0", "::"],
  ])
    expect(canonicalAddress(text!)).toBe(canonical);
});
