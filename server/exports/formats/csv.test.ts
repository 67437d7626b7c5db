import { describe, expect, it } from "vitest";
import { csv } from "./csv.ts";
import { about, HOSTILE, hostileRows, row, rowsOf, totals } from "./samples.fixture.ts";

/** RFC 4180, strictly. */
function parse(text: string): string[][] {
  const records: string[][] = [];
  let fields: string[] = [];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/gy)) {
    fields.push(quoted?.replaceAll('""', '"') ?? plain ?? "");
    if (end === ",") continue;
    records.push(fields);
    fields = [];
  }
  return records;
}

const fileOf = (rows = rowsOf(3), one = about()) =>
  csv.head(one) + csv.rows(rows, one, 0) + csv.tail(one, totals(rows.length));

describe("CSV", () => {
  it("is UTF-8 with a mark, ends its lines with CRLF and names the zone", () => {
    const one = about({ columns: ["time", "event", "from", "seq"] });
    expect(fileOf(rowsOf(2), one)).toBe(
      "\ufeffTime (Europe/Berlin),Event,From,Number\r\n" +
        '2026-10-25T02:30:00.000+02:00,Ana Ruiz read secret Production database,"Köln, DE · API",0\r\n' +
        '2026-10-25T02:31:01.007+02:00,Mika Tan was denied sign in to Production database,"Köln, DE · API",1\r\n',
    );
  });

  it("keeps hostile texts in their cells, none of which begins a formula", () => {
    const one = about({ columns: ["actor", "target", "session", "metadata.note", "metadata.n", "metadata.=x"] });
    const records = parse(fileOf(hostileRows(), one).slice(1));
    expect(records).toHaveLength(HOSTILE.length + 1);
    for (const record of records) {
      expect(record).toHaveLength(6);
      for (const [i, cell] of record.entries()) if (i !== 4) expect(cell).not.toMatch(/^\s*[=+\-@＝＋－＠\t\r]/);
    }
    expect(records[0]!.at(-1)).toBe("'=x");
    expect(records.slice(1, 6).map((record) => record[4])).toEqual(["-5", "1.5e+300", "9007199254740991", "0", "-0.1"]);
    expect(records.at(-1)![0]).toBe("x".repeat(40_000));
    expect(records[HOSTILE.indexOf('quo"te, comma; semicolon') + 1]![0]).toBe('quo"te, comma; semicolon');
    expect(records[HOSTILE.indexOf("0012") + 1]![0]).toBe("0012");
  });

  it("has no empty line for a lone empty cell", () => {
    expect(fileOf([row(0), row(1)], about({ columns: ["session"] }))).toBe('\ufeffSession\r\n""\r\n""\r\n');
  });
});
