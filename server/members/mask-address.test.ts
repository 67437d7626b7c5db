import { describe, expect, it } from "vitest";
import { maskAddress } from "./mask-address.ts";

describe("a masked address", () => {
  it.each([
    ["ana.ruiz@example.com", "a***@example.com"],
    ["a@example.com", "a***@example.com"],
    ["@example.com", "***@example.com"],
    ["a@b@example.com", "a***@example.com"],
    ["😀smile@example.com", "😀***@example.com"],
    ["no address", "***"],
    ["", "***"],
  ])("of %j is %j", (email, masked) => expect(maskAddress(email)).toBe(masked));

  it("tells nothing of the length of what it hides", () =>
    expect(maskAddress("ab@example.com")).toBe(maskAddress("abcdefgh@example.com")));
});
