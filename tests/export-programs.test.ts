import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { canonicalize } from "#tlog";
import { fileColumns } from "../server/exports/formats/cells.ts";
import type { ExportRow, FileAbout } from "../server/exports/formats/format.ts";
import { FILE_FORMATS, type FileFormatName } from "../server/exports/formats/index.ts";
import { memorySink } from "../server/exports/formats/memory-sink.fixture.ts";
import { about, hostileRows, rowsOf, totals } from "../server/exports/formats/samples.fixture.ts";
import { zoneClock } from "../server/exports/formats/zone-clock.ts";

const folder = mkdtempSync(join(tmpdir(), "export-programs-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Whether the program is there and answers; the tests of one that is not are skipped. */
function has(program: string, ...args: string[]): boolean {
  try {
    execFileSync(program, args, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
const run = (program: string, ...args: string[]) =>
  execFileSync(program, args, { maxBuffer: 1 << 28, stdio: ["ignore", "pipe", "ignore"] }).toString();

const COLUMNS = ["time", "event", "actor", "target", "metadata.note", "metadata.n", "seq"];
const ROWS: ExportRow[] = [...hostileRows(), ...rowsOf(300)];

async function made(name: FileFormatName, of: FileAbout = about({ columns: COLUMNS }), rows = ROWS): Promise<string> {
  const format = FILE_FORMATS[name];
  const sink = memorySink();
  if (format.kind === "binary") {
    const writer = await format.open(of, sink);
    await writer.write(rows);
    await writer.finish(totals(rows.length));
  } else
    await sink.write(Buffer.from(format.head(of) + format.rows(rows, of, 0) + format.tail(of, totals(rows.length))));
  const path = join(folder, `${name}-${rows.length}.${format.extension}`);
  writeFileSync(path, sink.bytes());
  return path;
}

/** What LibreOffice has in the cells of the first sheet, by its own CSV: texts quoted, contents as shown. */
function opened(path: string, ...filter: string[]): string[][] {
  const out = join(folder, `out-${basename(path)}`);
  mkdirSync(out);
  const as = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,true,true,false,false,false,1";
  const profile = `-env:UserInstallation=file://${join(folder, "profile")}`;
  run("soffice", profile, "--headless", "--norestore", ...filter, "--convert-to", as, "--outdir", out, path);
  const script =
    "import csv,glob,json,sys; print(json.dumps(list(csv.reader(open(glob.glob(sys.argv[1]+'/*')[0], encoding='utf-8-sig', newline='')))))";
  return JSON.parse(run("python3", "-c", script, out));
}

describe.skipIf(!has("soffice", "--version"))("LibreOffice", () => {
  const columns = fileColumns(COLUMNS);
  const shownOf = (row: ExportRow) => columns.map(({ cell }) => cell(row));

  it("opens CSV with every text in its cell, none of them a formula", { timeout: 180_000 }, async () => {
    const cells = opened(await made("csv"), "--infilter=CSV:44,34,76,1");
    expect(cells).toHaveLength(ROWS.length + 1);
    const { iso } = zoneClock("Europe/Berlin");
    for (const [i, row] of ROWS.entries()) {
      const [time, ...rest] = shownOf(row);
      expect(cells[i + 1]![0]).toBe(iso(String(time)));
      for (const at of [0, 1, 2]) {
        const shown = String(rest[at]).replace(/^'/, "");
        // CSV has no types: digits are read as a number, of 15 digits. In a workbook they stay text.
        if (/^[\d.e]+$/.test(shown)) continue;
        const cell = cells[i + 1]![at + 1]!.replace(/^'/, "");
        expect(cell).toBe(shown.slice(0, Math.max(cell.length, 32_766)));
      }
      expect(cells[i + 1]!.at(-1)).toBe(String(row.seq));
    }
  });

  it("opens XLSX with texts, dates and numbers", { timeout: 180_000 }, async () => {
    const cells = opened(await made("xlsx"));
    expect(cells).toHaveLength(ROWS.length + 1);
    expect(cells[0]![0]).toBe("Time (Europe/Berlin)");
    const { iso } = zoneClock("Europe/Berlin");
    for (const [i, row] of ROWS.entries()) {
      const [time, ...rest] = shownOf(row);
      expect(cells[i + 1]![0]).toBe(iso(String(time)).slice(0, 23).replace("T", " "));
      for (const at of [0, 1, 2]) {
        const shown = String(rest[at]).replaceAll("\uffff", "\ufffd");
        if (shown.length <= 32_767) expect(cells[i + 1]![at + 1]).toBe(shown);
        else expect(cells[i + 1]![at + 1]).toMatch(/… \[cut\]$/);
      }
      expect(cells[i + 1]!.at(-1)).toBe(String(row.seq));
    }
  });
});

describe.skipIf(!has("jq", "--version"))("jq", () => {
  it("reads JSON", async () => {
    const path = await made("json");
    expect(run("jq", "-c", "[.rows, .is_cut, (.records | length), .export.time_zone]", path).trim()).toBe(
      `[${ROWS.length},false,${ROWS.length},"Europe/Berlin"]`,
    );
    const actors = JSON.parse(run("jq", "[.records[].event.actor.name]", path));
    expect(actors).toEqual(ROWS.map(({ event }) => event.actor.name));
  });

  it.each(["ndjson", "ocsf"] as const)("reads %s by lines", async (name) => {
    const path = await made(name);
    const lines = readFileSync(path, "utf8").trimEnd().split("\n");
    expect(JSON.parse(run("jq", "-s", "length", path))).toBe(ROWS.length);
    expect(JSON.parse(run("jq", "-s", ".", path))).toEqual(lines.map((line) => JSON.parse(line)));
  });
});

describe.skipIf(!has("python3", "-c", "import duckdb"))("DuckDB", () => {
  const SCRIPT = `
import duckdb, json, sys
q = lambda sql: duckdb.sql(sql.replace("FILE", "read_parquet('" + sys.argv[1] + "')")).fetchall()
types = dict((r[0], r[1]) for r in q("describe select * from FILE"))
rows = q("select seq, epoch_ms(occurred_at), actor_name, source_city, event, \\"metadata.note\\" from FILE")
asked = q("select count(*), min(seq), count(distinct action), sum(json_extract(event, '$.v')::int) from FILE where source_country = 'DE'")
print(json.dumps({"types": types, "rows": rows, "asked": asked}))`;
  const read = (path: string) => JSON.parse(run("python3", "-c", SCRIPT, path));

  it("opens Parquet with typed columns", async () => {
    const { types, rows, asked } = read(await made("parquet"));
    expect(types).toMatchObject({
      seq: "BIGINT",
      occurred_at: "TIMESTAMP WITH TIME ZONE",
      received_at: "TIMESTAMP WITH TIME ZONE",
      source_lat: "DOUBLE",
      event: "VARCHAR",
    });
    expect(rows).toEqual(
      ROWS.map((row) => [
        row.seq,
        Date.parse(row.event.occurred_at),
        row.event.actor.name,
        row.event.source!.location!.city,
        canonicalize(row.event),
        row.event.metadata?.note ?? null,
      ]),
    );
    expect(asked).toEqual([[ROWS.length, 0, 4, ROWS.length]]);
  });

  it("opens it without rows", async () => {
    expect(read(await made("parquet", about({ columns: COLUMNS }), [])).rows).toEqual([]);
  });
});

describe.skipIf(!has("pdftotext", "-v"))("a reader of PDF", () => {
  it("finds the counts, the rows, the page numbers and what is not in it", async () => {
    const rows = rowsOf(2_345);
    const path = await made("pdf", about({ columns: ["time", "event", "outcome", "from"] }), rows);
    const text = run("pdftotext", "-layout", path, "-");
    const pages = text.split("\f").slice(0, -1);
    for (const [i, page] of pages.entries()) expect(page).toContain(`page ${i + 1} of ${pages.length}`);
    expect(pages[0]).toMatch(/Acme & Söhne[\s\S]*outcome:denied OR actor\.email/);
    expect(pages[0]).toContain("2,345");
    expect(text).toContain("The table holds the first 1,000 rows; 1,345 further rows are not in it, but in all counts");
    expect(text.match(/2026-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} \+0[12]:00/g)).toHaveLength(1_000);
    for (const name of ["Ana Ruiz", "Ζωή Παππά", "Анна Ким", "Köln, DE"]) expect(text).toContain(name);
  });

  it("finds marks for what the fonts cannot print", async () => {
    const text = run("pdftotext", "-raw", await made("pdf", about({ columns: ["actor"] })), "-");
    expect(text).toContain("[U+65E5][U+672C][U+8A9E]");
    expect(text.replace(/\s+/g, " ")).toMatch(
      /\d+ characters without a glyph in the fonts of this print are shown by code/,
    );
  });
});
