import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type ColumnId,
  FIXED_COLUMNS,
  inPlace,
  isColumn,
  metadataColumn,
  moveColumn,
  parseColumns,
  printColumns,
} from "./columns.ts";

const column = fc.oneof(
  fc.constantFrom<ColumnId>(...FIXED_COLUMNS),
  fc
    .string({ unit: "binary", maxLength: 30 })
    .map(metadataColumn)
    .filter((id) => id !== undefined),
);

describe("columns as text", () => {
  it("come back as they were, whatever the path", () => {
    fc.assert(
      fc.property(fc.uniqueArray(column, { maxLength: 24 }), (columns) => {
        expect(parseColumns(printColumns(columns))).toEqual({ columns, unknown: [] });
      }),
    );
  });

  it("never fail, and hold columns only", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const { columns } = parseColumns(text);
        expect(columns.every(isColumn)).toBe(true);
        expect(new Set(columns).size).toBe(columns.length);
      }),
    );
  });

  it("have an end", () => {
    const { columns, unknown } = parseColumns(Array.from({ length: 30 }, (_, i) => `metadata.k${i}`).join(","));
    expect([columns.length, unknown.length]).toEqual([24, 6]);
  });

  it("know no name of an object's own", () => {
    expect(parseColumns("constructor,__proto__,time")).toEqual({
      columns: ["time"],
      unknown: ["constructor", "__proto__"],
    });
  });
});

describe("metadataColumn", () => {
  it("takes a path with or without its word", () => {
    expect(metadataColumn(" region ")).toBe("metadata.region");
    expect(metadataColumn("Metadata.request.region")).toBe("metadata.request.region");
    expect(metadataColumn("metadata.")).toBeUndefined();
    expect(metadataColumn("a\u0000b")).toBeUndefined();
    expect(metadataColumn("x".repeat(201))).toBeUndefined();
  });
});

describe("moveColumn", () => {
  const ids = ["a", "b", "c"];
  it.each([
    ["a", 3, "bca"],
    ["a", 2, "bac"],
    ["a", 0, "abc"],
    ["a", 1, "abc"],
    ["c", 0, "cab"],
    ["c", 1, "acb"],
    ["x", 1, "abc"],
  ])("puts %s before place %i", (id, to, order) => expect(moveColumn(ids, id, to).join("")).toBe(order));
});

describe("inPlace", () => {
  it("puts pinned columns first, in the order of the columns", () => {
    expect(inPlace(["time", "event", "seq", "id"], ["id", "event", "from"])).toEqual(["event", "id", "time", "seq"]);
  });
});
