import fc from "fast-check";
import { expect, it } from "vitest";
import { addressesIn, isAddressIn } from "./address-block.ts";

const byte = fc.integer({ min: 0, max: 255 });
const ipv4 = fc.tuple(fc.constantFrom(10, 203), byte, byte, byte).map((bytes) => bytes.join("."));
const ipv6 = fc.tuple(byte, byte).map(([a, b]) => `2001:db8:${a.toString(16)}::${b.toString(16)}`);
const place = fc.oneof(
  ipv4,
  ipv6,
  fc.tuple(ipv4, fc.integer({ min: 0, max: 32 })).map(([address, bits]) => `${address}/${bits}`),
  fc.tuple(ipv6, fc.integer({ min: 0, max: 128 })).map(([address, bits]) => `${address}/${bits}`),
);
const address = fc.oneof(ipv4, ipv6, fc.constant("no address"));

it("addressesIn agrees with isAddressIn over all of its places", () => {
  let within = 0;
  fc.assert(
    fc.property(fc.array(place, { maxLength: 5 }), address, (places, one) => {
      const expected = places.some((each) => isAddressIn(one, each));
      if (expected) within++;
      expect(addressesIn(places)(one)).toBe(expected);
    }),
    { numRuns: 3_000 },
  );
  expect(within).toBeGreaterThan(50);
});
