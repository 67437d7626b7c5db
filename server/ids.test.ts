import { describe, expect, it } from "vitest";
import { randomBase62, toBase62, uuidTime, uuidv7 } from "./ids.ts";

describe("uuidv7", () => {
  it("carries its time to the millisecond, version and variant", () => {
    for (const at of [0, 1, Date.UTC(2026, 10, 20, 20, 42, 53, 309), 2 ** 48 - 1]) {
      const id = uuidv7(at);
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      expect(uuidTime(id)?.getTime()).toBe(at);
    }
  });

  it("does not repeat within a millisecond", () => {
    const ids = new Set(Array.from({ length: 20_000 }, () => uuidv7(1_800_000_000_000)));
    expect(ids.size).toBe(20_000);
  });

  it("tells no time from other texts", () => {
    for (const text of ["", "x", "11111111-1111-4111-8111-111111111111", uuidv7(1).toUpperCase(), `${uuidv7(1)}0`]) {
      expect(uuidTime(text)).toBeUndefined();
    }
  });
});

describe("base62", () => {
  it("draws from the whole alphabet", () => {
    const seen = new Set(randomBase62(20_000));
    expect(seen.size).toBe(62);
  });
  it("pads", () => {
    expect(toBase62(0, 6)).toBe("000000");
    expect(toBase62(61, 2)).toBe("0z");
    expect(toBase62(2 ** 32 - 1, 6)).toBe("4gfFC3");
  });
});
