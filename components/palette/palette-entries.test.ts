import { describe, expect, test } from "vitest";
import { matchingEntries, type PaletteEntry, type PaletteGroup } from "./palette-entries.ts";

const entry = (group: PaletteGroup, label: string, words?: string): PaletteEntry => ({
  id: `${group} ${label}`,
  group,
  label,
  ...(words ? { words } : {}),
  act: { kind: "page", href: "/" },
});
const ENTRIES = [
  ...["Events", "Keys", "Members"].map((label) => entry("Pages", label)),
  entry("Keys", "Monthly reports", "key prv1"),
  ...Array.from({ length: 12 }, (_, i) => entry("Recent queries", `outcome:denied seq:${i}`)),
  entry("Saved views", "Denied in production"),
  entry("Actions", "Use the dark theme", "theme night"),
];
const search = (text: string) => entry("Search", text);
const lines = (typed: string) =>
  matchingEntries(ENTRIES, typed, typed === "" ? null : search(typed)).flatMap((group) =>
    group.lines.map((line) => `${group.name}: ${line.label}`),
  );

describe("the lines", () => {
  test("before anything is typed are all there is in fixed groups, of recent queries a few", () => {
    const groups = matchingEntries(ENTRIES, "  ", null);
    expect(groups.map(({ name, lines }) => [name, lines.length])).toEqual([
      ["Recent queries", 5],
      ["Pages", 3],
      ["Saved views", 1],
      ["Keys", 1],
      ["Actions", 1],
    ]);
  });

  test("of a typed name begin with the group that fits best and end with a search for it", () => {
    expect(lines("keys")).toEqual(["Pages: Keys", "Search: keys"]);
    const denied = lines("denied");
    expect(denied[0]).toBe("Saved views: Denied in production");
    expect(denied.filter((line) => line.startsWith("Recent"))).toHaveLength(8);
    expect(denied.at(-1)).toBe("Search: denied");
  });

  test("are found by their other words too", () => {
    expect(lines("prv1")[0]).toBe("Keys: Monthly reports");
    expect(lines("night")[0]).toBe("Actions: Use the dark theme");
  });

  test("of a query begin with the search, and of what nothing fits it is all there is", () => {
    expect(lines("outcome:denied")[0]).toBe("Search: outcome:denied");
    expect(lines('"two words"')).toEqual(['Search: "two words"']);
    expect(lines("zzzz")).toEqual(["Search: zzzz"]);
  });
});
