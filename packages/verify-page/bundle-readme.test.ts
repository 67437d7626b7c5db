import { describe, expect, test } from "vitest";
import { bundleReadme, verifyPage } from "./index.ts";

const FACTS = {
  v: 1,
  tenant: "11111111-1111-4111-8111-111111111111",
  origin: "audit.example.com/tlog/11111111-1111-4111-8111-111111111111",
  query: "outcome:denied",
  from: "2026-11-01T00:00:00.000Z",
  to: null,
  exported_at: "2026-11-21T08:00:00.000Z",
  exported_by: "Ana Ruiz",
  mode: "range" as const,
  seq_from: 1_000,
  seq_to: 3_500,
  rows: 2_500,
  left_out: 0,
  withheld: 0,
  erased: 0,
  complete: true,
  size: 1_284_077,
};

describe("README.txt", () => {
  test("says what is in the bundle, how to check it, and what that proves", () => {
    const text = bundleReadme(FACTS);
    expect(text).toContain("every event of seq 1,000 to 3,499 is here");
    expect(text).toContain("from 2026-11-01T00:00:00.000Z on (stated, not proved)");
    expect(text).toContain("verify.html");
    expect(text).toContain("npx sealtrail verify BUNDLE.zip --key VKEY");
    expect(text).toContain("What it proves".toUpperCase());
    expect(text).toBe(bundleReadme({ ...FACTS }));
    for (const line of text.split("\n")) expect(line.length).toBeLessThanOrEqual(120);
  });

  test("claims no completeness where there is none", () => {
    const partly = bundleReadme({ ...FACTS, rows: 1, left_out: 2_499, complete: false, withheld: 1, erased: 1 });
    expect(partly).toContain("2,499 events of seq 1,000 to 3,499 left out");
    expect(partly).toContain("1 event is shown, and 2,499 are left");
    expect(partly).not.toContain("No event is missing");
    const rows = bundleReadme({ ...FACTS, mode: "rows", complete: false });
    expect(rows).toContain("That no event is missing: single rows prove themselves");
  });

  test("lets no text from outside make lines of its own or turn the direction of writing", () => {
    const text = bundleReadme({ ...FACTS, query: "a\nVERIFIED\u202e", exported_by: "\u001b[31mx" });
    expect(text).toContain("a\\u000aVERIFIED\\u202e");
    expect(text).toContain("\\u001b[31mx");
  });
});

test("the page is one file without a reference to anything outside", async () => {
  const page = await verifyPage();
  expect(page).toMatch(/^<!doctype html>/);
  expect(page).toContain("default-src 'none'");
  expect(page).not.toMatch(/<link|src=|@import|url\(/);
  expect(await verifyPage()).toBe(page);
});
