import { describe, expect, it } from "vitest";
import { changeLines, groupLines } from "./change-lines.ts";

const shown = (before: unknown, after: unknown) =>
  changeLines(before, after)
    .filter((line) => line.kind !== "same")
    .map(({ kind, path, before: was, after: is }) => [kind, path, was, is]);

describe("changeLines", () => {
  it("puts a plain value before and after", () => {
    expect(shown(90, 7)).toEqual([["changed", "", 90, 7]]);
    expect(shown(undefined, "developer")).toEqual([["added", "", undefined, "developer"]]);
    expect(shown("developer", undefined)).toEqual([["removed", "", "developer", undefined]]);
  });

  it("names each leaf that differs by its path", () => {
    const before = { limits: { day: 5, hour: 1 }, roles: ["a", "b"], note: null };
    const after = { limits: { day: 9, hour: 1 }, roles: ["a"], "a b": true, note: null };
    expect(shown(before, after)).toEqual([
      ["changed", "limits.day", 5, 9],
      ["removed", "roles[1]", "b", undefined],
      ["added", '["a b"]', undefined, true],
    ]);
  });

  it("gives the path that a query takes: without places in lists", () => {
    const lines = changeLines({ rules: [{ name: "ssh", port: 22 }] }, { rules: [{ name: "ssh", port: 2222 }] });
    expect(lines.find((line) => line.kind === "changed")).toMatchObject({
      path: "rules[ssh].port",
      queryPath: "rules.port",
    });
  });

  it("follows an element by its name, wherever it stands", () => {
    const before = [
      { id: 1, role: "viewer" },
      { id: 2, role: "viewer" },
      { id: 3, role: "viewer" },
    ];
    const after = [
      { id: 3, role: "viewer" },
      { id: 1, role: "owner" },
      { id: 4, role: "viewer" },
    ];
    expect(shown(before, after)).toEqual([
      ["moved", "[1]", "at 1", "at 2"],
      ["changed", "[1].role", "viewer", "owner"],
      ["removed", "[2].id", 2, undefined],
      ["removed", "[2].role", "viewer", undefined],
      ["added", "[4].id", undefined, 4],
      ["added", "[4].role", undefined, "viewer"],
    ]);
  });

  it("takes leaves apart where a value became a tree", () => {
    expect(shown({ a: 1 }, { a: { b: 1 } })).toEqual([
      ["removed", "a", 1, undefined],
      ["added", "a.b", undefined, 1],
    ]);
  });

  it("tells empty values and null apart", () => {
    expect(shown({}, null)).toEqual([["changed", "", {}, null]]);
    expect(shown([], [])).toEqual([]);
    expect(shown({ a: [] }, { a: {} })).toEqual([["changed", "a", [], {}]]);
  });
});

describe("groupLines", () => {
  it("puts what is the same together", () => {
    const groups = groupLines(changeLines({ a: 1, b: 2, c: 3, d: 4 }, { a: 1, b: 2, c: 9, d: 4 }));
    expect(groups.map(({ isSame, lines }) => [isSame, lines.length])).toEqual([
      [true, 2],
      [false, 1],
      [true, 1],
    ]);
  });
});
