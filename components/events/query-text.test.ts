import { describe, expect, it } from "vitest";
import { fieldValue, splitTerms, termText, withField, withoutTerm } from "./query-text.ts";

describe("splitTerms", () => {
  it("takes terms apart as they stand", () => {
    expect(splitTerms('  action:secret.*  actor:"Ana \\"R\\" Ruiz" seq:1..9 ')).toEqual([
      { text: "action:secret.*", field: "action", value: "secret.*" },
      { text: 'actor:"Ana \\"R\\" Ruiz"', field: "actor", value: 'Ana "R" Ruiz' },
      { text: "seq:1..9", field: "seq", value: "1..9" },
    ]);
    expect(splitTerms("   ")).toEqual([]);
  });

  it.each(["action", "action:", "(a:b)", 'actor:"open', "a:b -", 'a:"x"y', "a:b\\", "a:(b)"])(
    "leaves %j as text",
    (q) => expect(splitTerms(q)).toBeUndefined(),
  );
});

describe("termText", () => {
  it("quotes what could be read otherwise, and is read back", () => {
    expect(termText("target", "db/prod")).toBe("target:db/prod");
    for (const value of ["a b", 'say "hi"', "back\\slash", "star*", "(x)", "日本 語", "a:b", "a,b", ">5", "OR"])
      expect(splitTerms(termText("target", value))).toEqual([
        { text: termText("target", value), field: "target", value },
      ]);
  });
});

describe("changing a query", () => {
  it("keeps one term a field", () => {
    expect(withField("action:a outcome:denied", "action", "action:b")).toBe("outcome:denied action:b");
    expect(withField("action:a outcome:denied", "action", undefined)).toBe("outcome:denied");
    expect(withField("", "actor", termText("actor", "a b"))).toBe('actor:"a b"');
  });

  it("keeps what it cannot take apart", () => {
    expect(withField("-env:dev", "action", "action:b")).toBe("-env:dev action:b");
    expect(withField(" (env:a OR env:b)", "env", undefined)).toBe("(env:a OR env:b)");
  });

  it("takes one term out and finds one", () => {
    expect(withoutTerm("action:a outcome:denied id:1", 1)).toBe("action:a id:1");
    expect(fieldValue('actor:"a b"', "actor")).toBe("a b");
    expect(fieldValue("actor:a", "action")).toBeUndefined();
  });
});
