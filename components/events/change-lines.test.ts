import { describe, expect, it } from "vitest";
import { changeLines } from "./change-lines.ts";

describe("changeLines", () => {
  it("puts a plain value before and after", () => {
    expect(changeLines(90, 7).lines).toEqual([
      { sign: "-", path: "", text: "90" },
      { sign: "+", path: "", text: "7" },
    ]);
    expect(changeLines(undefined, "developer").lines).toEqual([{ sign: "+", path: "", text: "developer" }]);
  });

  it("shows of nested values only what differs", () => {
    const before = { limits: { day: 5, hour: 1 }, roles: ["a", "b"], note: null };
    const after = { limits: { day: 9, hour: 1 }, roles: ["a"], note: null };
    expect(changeLines(before, after)).toEqual({
      lines: [
        { sign: "-", path: "limits.day", text: "5" },
        { sign: "+", path: "limits.day", text: "9" },
        { sign: "-", path: "roles[1]", text: "b" },
      ],
      unchanged: 3,
    });
  });

  it("tells empty values and null apart", () => {
    expect(changeLines({}, null).lines).toEqual([
      { sign: "-", path: "", text: "{}" },
      { sign: "+", path: "", text: "null" },
    ]);
    expect(changeLines([], [])).toEqual({ lines: [], unchanged: 1 });
  });
});
