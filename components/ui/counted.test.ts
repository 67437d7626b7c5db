import { expect, test } from "vitest";
import { countedText } from "./counted.ts";

test("how far the counts are, in words", () => {
  expect(countedText({ countedTo: 5_000, ledgerSize: 12_000, isBehind: true })).toBe("Counted up to #5,000 of #12,000");
});
