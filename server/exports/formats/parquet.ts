import type { SchemaElement } from "hyparquet";
import type { ByteWriter, ParquetWriter } from "hyparquet-writer";
import { canonicalize } from "#tlog";
import { aboutFacts } from "./about-facts.ts";
import type { BinaryFormat, BinaryWriter, ExportRow, FileAbout, FileSink, FileTotals } from "./format.ts";
import { type ParquetColumn, parquetColumns } from "./parquet-columns.ts";

// What is in memory at a time: a row group ends at either. Of each, its place and the statistics of its times and numbers stay until the end.
const GROUP_ROWS = 2_500;
const GROUP_UNITS = 4_000_000;

/** Typed columns, by row groups of at most 2,500 rows, with the whole event in the column `event`. */
export const parquet: BinaryFormat = {
  kind: "binary",
  extension: "parquet",
  mediaType: "application/vnd.apache.parquet",
  rowsMax: null,
  async open(about, sink) {
    const { ByteWriter, ParquetWriter } = await import("hyparquet-writer");
    const columns = parquetColumns(about);
    const bytes = new ByteWriter();
    const schema = [{ name: "root", num_children: columns.length }, ...columns.map(schemaOf)];
    const writer = new ParquetWriter({ writer: bytes, schema, createdBy: "Sealtrail" });
    return new GroupWriter(about, sink, columns, bytes, writer);
  },
};

class GroupWriter implements BinaryWriter {
  readonly remarks: readonly string[] = [];
  readonly #about: FileAbout;
  readonly #sink: FileSink;
  readonly #columns: readonly ParquetColumn[];
  readonly #bytes: ByteWriter;
  readonly #writer: ParquetWriter;
  #data: unknown[][];
  #units = 0;

  constructor(
    about: FileAbout,
    sink: FileSink,
    columns: readonly ParquetColumn[],
    bytes: ByteWriter,
    writer: ParquetWriter,
  ) {
    this.#about = about;
    this.#sink = sink;
    this.#columns = columns;
    this.#bytes = bytes;
    this.#writer = writer;
    this.#data = columns.map(() => []);
  }

  async write(rows: readonly ExportRow[]): Promise<void> {
    for (const row of rows) {
      const text = row.text ?? canonicalize(row.event);
      for (const [i, column] of this.#columns.entries()) this.#data[i]!.push(column.value(row, text));
      this.#units += text.length;
      if (this.#data[0]!.length >= GROUP_ROWS || this.#units >= GROUP_UNITS) await this.#endGroup();
    }
  }

  async finish({ rows, isCut, remarks }: FileTotals): Promise<void> {
    await this.#endGroup();
    const facts = { ...aboutFacts(this.#about), rows, is_cut: isCut, remarks };
    this.#writer.kvMetadata = [{ key: "sealtrail.export", value: canonicalize(facts) }];
    await this.#writer.finish();
    await this.#handOn();
  }

  async #endGroup(): Promise<void> {
    if (this.#data[0]!.length === 0) return;
    await this.#writer.write({
      columnData: this.#columns.map(({ name, type }, i) => ({
        name,
        data: this.#data[i]!,
        offsetIndex: false,
        statistics: type !== "string",
      })),
      rowGroupSize: GROUP_ROWS,
    });
    this.#data = this.#columns.map(() => []);
    this.#units = 0;
    await this.#handOn();
  }

  async #handOn(): Promise<void> {
    await this.#sink.write(this.#bytes.getBytes());
    this.#bytes.index = 0;
  }
}

function schemaOf({ name, type, isRequired }: ParquetColumn): SchemaElement {
  const repetition_type = isRequired ? "REQUIRED" : "OPTIONAL";
  switch (type) {
    case "string":
      return { name, repetition_type, type: "BYTE_ARRAY", converted_type: "UTF8", logical_type: { type: "STRING" } };
    case "int64":
      return { name, repetition_type, type: "INT64" };
    case "double":
      return { name, repetition_type, type: "DOUBLE" };
    case "timestamp":
      return {
        name,
        repetition_type,
        type: "INT64",
        converted_type: "TIMESTAMP_MILLIS",
        logical_type: { type: "TIMESTAMP", isAdjustedToUTC: true, unit: "MILLIS" },
      };
  }
}
