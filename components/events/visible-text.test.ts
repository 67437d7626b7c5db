import { describe, expect, it } from "vitest";
import { shortId, visibleBlock, visibleLine } from "#wording";

describe("visibleLine", () => {
  it("shows controls and reordering characters as marks", () => {
    expect(visibleLine("a\u202Egnp.exe")).toBe("a[U+202E]gnp.exe");
    expect(visibleLine("one\ntwo\ttab\u0000")).toBe("one␊two␉tab␀");
    expect(visibleLine("x\u007fy\u0085z\ufeff")).toBe("x␡y[U+0085]z[U+FEFF]");
    expect(visibleLine("\u2067hidden\u2069")).toBe("[U+2067]hidden[U+2069]");
  });

  it("leaves names as they are written", () => {
    for (const name of ["Yui Satō (佐藤 結衣)", "Zoë Lindqvist", "نسیم\u200cجان", "👩\u200d🚒"])
      expect(visibleLine(name)).toBe(name);
  });

  it("replaces half a surrogate pair", () => {
    expect(visibleLine("a\ud800b")).toBe("a\ufffdb");
  });
});

describe("visibleBlock", () => {
  it("keeps lines and tabs only", () => {
    expect(visibleBlock("a\n\tb\r\u001b[31m")).toBe("a\n\tb␍␛[31m");
  });
});

describe("shortId", () => {
  it("keeps both ends", () => {
    expect(shortId("u_ff291d0f6bb86dfb")).toBe("u_ff291d0f…86dfb");
    expect(shortId("u_ff291d0f6bb86dfb")).toHaveLength(16);
  });

  it("leaves short ids whole", () => {
    expect(shortId("db/prod/primary")).toBe("db/prod/primary");
  });
});
