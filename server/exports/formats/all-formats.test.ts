import { afterEach, describe, expect, it, vi } from "vitest";
import { canonicalize } from "#tlog";
import type { ExportRow } from "./format.ts";
import { FILE_FORMATS, type FileFormatName } from "./index.ts";
import { memorySink } from "./memory-sink.fixture.ts";
import { about, hostileRows, rowsOf, totals } from "./samples.fixture.ts";

const COLUMNS = [
  "time",
  "event",
  "outcome",
  "from",
  "actor",
  "target",
  "received",
  "seq",
  "metadata.note",
  "metadata.n",
];
const hostile = hostileRows();
const ROWS: ExportRow[] = [...rowsOf(1_400), ...hostile.map((one) => ({ ...one, seq: one.seq + 1_400 }))];

async function fileOf(name: FileFormatName, rows: readonly ExportRow[], chunk: number): Promise<Buffer> {
  const format = FILE_FORMATS[name];
  const of = about({ columns: COLUMNS });
  const sink = memorySink();
  const writer = format.kind === "binary" ? await format.open(of, sink) : undefined;
  if (format.kind === "text") await sink.write(Buffer.from(format.head(of)));
  for (let at = 0; at < rows.length; at += chunk) {
    const some = rows.slice(at, at + chunk);
    if (writer) await writer.write(some);
    else if (format.kind === "text") await sink.write(Buffer.from(format.rows(some, of, at)));
  }
  if (writer) await writer.finish(totals(rows.length));
  else if (format.kind === "text") await sink.write(Buffer.from(format.tail(of, totals(rows.length))));
  return sink.bytes();
}

afterEach(() => vi.useRealTimers());

describe.each(Object.keys(FILE_FORMATS) as FileFormatName[])("a file of the format %s", (name) => {
  it("has the same bytes however the rows come in, and at any time", async () => {
    const whole = await fileOf(name, ROWS, ROWS.length);
    vi.useFakeTimers({ toFake: ["Date"], now: Date.UTC(2031, 4, 5, 6, 7, 8) });
    for (const chunk of [1, 97, 1_000]) expect((await fileOf(name, ROWS, chunk)).equals(whole)).toBe(true);
  });

  it("has the same bytes with the canonical text at hand", async () => {
    const told = ROWS.map((one) => ({ ...one, text: canonicalize(one.event) }));
    expect((await fileOf(name, told, 500)).equals(await fileOf(name, ROWS, 500))).toBe(true);
  });

  it("is whole without a row", async () => {
    expect((await fileOf(name, [], 1)).equals(await fileOf(name, [], 1))).toBe(true);
  });

  it("says what it is", () => {
    const { extension, mediaType, rowsMax } = FILE_FORMATS[name];
    expect(extension).toMatch(/^[a-z.]+$/);
    expect(mediaType).toMatch(/^[a-z]+\/[a-z0-9.+-]+(; charset=utf-8)?$/);
    expect(rowsMax).toBe(name === "xlsx" ? 1_048_575 : null);
  });
});
