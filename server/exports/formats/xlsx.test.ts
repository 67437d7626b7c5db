import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { fileColumns } from "./cells.ts";
import type { ExportRow, FileAbout, FileTotals } from "./format.ts";
import { memorySink } from "./memory-sink.fixture.ts";
import { about, HOSTILE, hostileRows, row, rowsOf, totals } from "./samples.fixture.ts";
import { columnLetters, fitted, sheetDate, sheetText } from "./sheet-text.ts";
import { xlsx } from "./xlsx.ts";

const folder = mkdtempSync(join(tmpdir(), "xlsx-"));
afterAll(() => rmSync(folder, { recursive: true }));

interface Workbook {
  names: string[];
  tags: Record<string, string[]>;
  sheets: { text: Record<string, string>; numbers: Record<string, number> }[];
  filter: string;
  frozen: string;
}

async function workbookOf(rows: ExportRow[], of: FileAbout, over: Partial<FileTotals> = {}) {
  if (xlsx.kind !== "binary") throw new Error("a workbook is binary");
  const sink = memorySink();
  const writer = await xlsx.open(of, sink);
  await writer.write(rows);
  await writer.finish(totals(rows.length, over));
  const path = join(folder, "book.xlsx");
  writeFileSync(path, sink.bytes());
  const read = execFileSync("python3", ["-c", READER, path], { maxBuffer: 1 << 28 }).toString();
  return { book: JSON.parse(read) as Workbook, remarks: writer.remarks };
}

describe("XLSX", () => {
  const columns = ["time", "actor", "metadata.note", "metadata.n", "seq"];

  it("has the cells of the table, none of them a formula, and a frozen, filtered header", async () => {
    const { book } = await workbookOf(hostileRows(), about({ columns }));
    const [events] = book.sheets;
    expect(book.names).toEqual(["Events", "About"]);
    expect(book.tags).toEqual({ f: [], is: ["inlineStr"] });
    expect([book.filter, book.frozen]).toEqual([`A1:E${HOSTILE.length + 1}`, "A2"]);
    expect(["A1", "B1", "C1", "D1", "E1"].map((at) => events!.text[at])).toEqual([
      "Time (Europe/Berlin)",
      "Actor",
      "note",
      "n",
      "Number",
    ]);
    const [, actor] = fileColumns(columns);
    for (const [i, one] of hostileRows().entries()) {
      const shown = String(actor!.cell(one));
      if (shown.length <= 32_767) expect(events!.text[`B${i + 2}`] ?? "").toBe(shown.replaceAll("\uffff", "\ufffd"));
      expect(events!.numbers[`E${i + 2}`]).toBe(i);
    }
    expect(events!.numbers.D2).toBe(-5);
    expect(events!.text.D4).toBe("9007199254740991");
  });

  it("has times as dates of the zone, to the millisecond", async () => {
    const { book } = await workbookOf(rowsOf(200), about({ columns }));
    for (const [i, one] of rowsOf(200).entries()) {
      const utc = Math.round((book.sheets[0]!.numbers[`A${i + 2}`]! - 25_569) * 86_400_000);
      const offset = Date.parse(one.event.occurred_at) < Date.UTC(2026, 9, 25, 1) ? 2 : 1;
      expect(utc).toBe(Date.parse(one.event.occurred_at) + offset * 3_600_000);
    }
    const old = await workbookOf([row(0, { occurred_at: "1899-12-31T10:00:00.000Z" })], about({ columns }));
    expect(old.book.sheets[0]!.text.A2).toBe("1899-12-31T11:00:00.000+01:00");
  });

  it("cuts what a cell does not hold, and counts it", async () => {
    const { book, remarks } = await workbookOf(hostileRows(), about({ columns }));
    const text = book.sheets[0]!.text[`B${HOSTILE.length + 1}`]!;
    expect([text.length, text.endsWith("x … [cut]")]).toEqual([32_767, true]);
    expect(remarks).toEqual([
      "1 cell of the column Actor was cut at 32,767 characters",
      "1 cell of the column note was cut at 32,767 characters",
    ]);
    for (const remark of remarks) expect(Object.values(book.sheets[1]!.text)).toContain(remark);
  });

  it("says on its second sheet what it is of, and what is not in it", async () => {
    const of = about({ columns, masks: ["actor.email"] });
    const { book } = await workbookOf(rowsOf(3), of, { isCut: true, remarks: ["something else"] });
    const { text } = book.sheets[1]!;
    const facts = Object.fromEntries(
      Object.keys(text)
        .filter((at) => at.startsWith("A"))
        .map((at) => [text[at], text[at.replace("A", "B")]]),
    );
    expect(facts).toMatchObject({
      Tenant: "Acme & Söhne (acme)",
      Query: of.query,
      From: "2026-10-25T00:00:00.000+02:00",
      To: "the last event",
      Order: "newest first",
      "Time zone": "Europe/Berlin",
      Masked: "actor.email",
      "Exported at": "2026-11-28T15:04:05.123+01:00",
      "Exported by": of.exportedBy,
      Rows: "3",
      Complete: "No: there were more rows; the last ones of the order are left out",
      Remark: "something else",
    });
  });

  it("is whole without rows", async () => {
    const { book } = await workbookOf([], about({ columns }));
    expect([book.filter, Object.keys(book.sheets[0]!.numbers)]).toEqual(["A1:E1", []]);
  });
});

describe("text of a sheet", () => {
  it("is cut between characters", () => {
    const { text } = fitted(`${"x".repeat(32_757)}👩👩👩👩👩👩👩`);
    expect([text.isWellFormed(), text.length <= 32_767, text.endsWith("… [cut]")]).toEqual([true, true, true]);
  });
  it("escapes what readers would take for an escape", () => {
    expect(sheetText("_x0041_ _x00_ \r")).toBe("_x005F_x0041_ _x00_ _x000D_");
    expect(sheetText('a\u0000\u001f\uffff<&>"')).toBe("a␀␟\ufffd&lt;&amp;&gt;&quot;");
  });
  it("counts columns in letters, and days from March 1900 on", () => {
    expect([0, 25, 26, 51, 52, 701, 702].map(columnLetters)).toEqual(["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]);
    expect(sheetDate(Date.UTC(2026, 0, 1, 12))).toBe(46_023.5);
    expect(sheetDate(Date.UTC(1900, 1, 28))).toBe(undefined);
    expect(sheetDate(Date.UTC(1900, 2, 1))).toBe(61);
  });
});

const READER = `
import json, re, sys, zipfile, xml.etree.ElementTree as X
z = zipfile.ZipFile(sys.argv[1]); M = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
unescape = lambda t: re.sub("_x([0-9A-Fa-f]{4})_", lambda m: chr(int(m[1], 16)), t)
book = X.fromstring(z.read("xl/workbook.xml")); sheets = []; kinds = set(); formulas = []
for name in z.namelist():
    X.fromstring(z.read(name))
for n in (1, 2):
    s = X.fromstring(z.read(f"xl/worksheets/sheet{n}.xml")); text = {}; numbers = {}
    formulas += [f.text for f in s.iter(M + "f")]
    for c in s.iter(M + "c"):
        if c.get("t"): kinds.add(c.get("t")); text[c.get("r")] = unescape("".join(t.text or "" for t in c.iter(M + "t")))
        else: numbers[c.get("r")] = float(c.find(M + "v").text)
    sheets.append({"text": text, "numbers": numbers})
one = X.fromstring(z.read("xl/worksheets/sheet1.xml"))
print(json.dumps({"names": [s.get("name") for s in book.iter(M + "sheet")], "tags": {"f": formulas, "is": sorted(kinds)}, "sheets": sheets,
  "filter": one.find(M + "autoFilter").get("ref"), "frozen": one.find(f"{M}sheetViews/{M}sheetView/{M}pane").get("topLeftCell")}))
`;
