import { describe, expect, it } from "vitest";
import { COLUMNS } from "#components/events/columns.ts";
import { EXPORT_COLUMNS } from "../columns.ts";
import { defused, fileColumns, headerOf } from "./cells.ts";
import { hostileRows, row } from "./samples.fixture.ts";

const cellOf = (id: string, one = row(1)) => fileColumns([id])[0]!.cell(one);

describe("the columns of a file", () => {
  it("are called what the table calls them", () => {
    expect(fileColumns(EXPORT_COLUMNS).map(({ id, label }) => [id, label])).toEqual(
      Object.entries(COLUMNS).map(([id, { label }]) => [id, label]),
    );
    expect(fileColumns(["metadata.region", "metadata.a.b"]).map(({ label }) => label)).toEqual(["region", "a.b"]);
  });

  it("name the zone of times", () => {
    expect(fileColumns(["time", "received", "seq"]).map((one) => headerOf(one, "Asia/Tokyo"))).toEqual([
      "Time (Asia/Tokyo)",
      "Received (Asia/Tokyo)",
      "Number",
    ]);
  });

  it("hold what the table shows, in full", () => {
    const id = "u_ff291d0f6bb86dfbff291d0f6bb86dfb";
    const one = row(1, {
      session_id: id,
      actor: { type: "agent", id: "a", name: "Courier", on_behalf_of: { type: "user", id: "u", name: "Jo Park" } },
      targets: [
        { type: "secret", id: "db/prod" },
        { type: "secret", name: "db\ntest" },
      ],
      metadata: { region: "eu", deep: { list: [1, "b", { c: true }] }, n: -5, text: "-5" },
    });
    expect(cellOf("session", one)).toBe(id);
    expect(cellOf("actor", one)).toBe("Courier for Jo Park");
    expect(cellOf("target", one)).toBe("db/prod, db␊test");
    expect(cellOf("event", one)).toBe("Courier for Jo Park was denied sign in to db/prod and 1 more");
    expect(cellOf("metadata.REGION", one)).toBe("eu");
    expect(cellOf("metadata.deep.list", one)).toBe(`1, b, {"c":true}`);
    expect(cellOf("metadata.deep.list.c", one)).toBe("true");
    expect(cellOf("metadata.n", one)).toBe(-5);
    expect(cellOf("metadata.text", one)).toBe("-5");
    expect(cellOf("metadata.none", one)).toBe("");
    expect(cellOf("metadata.n", row(1))).toBe("");
    expect(cellOf("seq", one)).toBe(1);
  });

  it("hide no control and no reordering character", () => {
    const columns = fileColumns([...EXPORT_COLUMNS, "metadata.note"]);
    for (const one of hostileRows())
      for (const { cell } of columns)
        expect(String(cell(one))).not.toMatch(/[\u0000-\u001f\u202a-\u202e\u2066-\u2069]/);
  });
});

describe("formulas", () => {
  it("get an apostrophe in front, after spaces too", () => {
    for (const text of [
      "=1",
      "+1",
      "-1",
      "@a",
      "\t=1",
      "\r=1",
      "\n=1",
      "  =1",
      "\u00a0@a",
      "＝1",
      "＋1",
      "－1",
      "＠a",
      " \t-",
    ])
      expect(defused(text)).toBe(`'${text}`);
  });

  it("are what begins so, and nothing else", () => {
    for (const text of ["", "a=1", "1-1", "'=1", "Köln", "a\t=1"]) expect(defused(text)).toBe(text);
  });
});
