import { expect, test } from "vitest";
import { printText } from "./print-text.ts";

const range = { from: "2026-11-20T20:00:00.000Z", to: "2026-11-20T21:00:00.000Z" };

test("paper says what the page is of, of when, by whose clock and how far it was counted", () => {
  expect(
    printText({
      chosen: ["Overdue", ""],
      range,
      timeZone: "Europe/Berlin",
      counted: { countedTo: 5_000, ledgerSize: 12_000, isBehind: true },
    }),
  ).toBe("Overdue · 20 Nov 2026, 21:00 – 22:00 CET · times in Europe/Berlin · Counted up to #5,000 of #12,000");
  expect(printText({ timeZone: "UTC", counted: null })).toBe("times in UTC");
});
