import { parquetMetadata, parquetReadObjects } from "hyparquet";
import { describe, expect, it } from "vitest";
import { canonicalize } from "#tlog";
import type { ExportRow } from "./format.ts";
import { memorySink } from "./memory-sink.fixture.ts";
import { parquet } from "./parquet.ts";
import { about, hostileRows, row, rowsOf, totals } from "./samples.fixture.ts";

async function fileOf(rows: readonly ExportRow[], columns = about().columns): Promise<ArrayBuffer> {
  if (parquet.kind !== "binary") throw new Error("Parquet is binary");
  const sink = memorySink();
  const writer = await parquet.open(about({ columns }), sink);
  await writer.write(rows);
  await writer.finish(totals(rows.length));
  const bytes = sink.bytes();
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
}

describe("Parquet", () => {
  it("holds every event, whole and in typed columns", async () => {
    const rows: ExportRow[] = [...hostileRows(), { ...row(99), masked: ["source.ip"] }];
    const read = await parquetReadObjects({ file: await fileOf(rows, ["time", "metadata.note"]) });
    expect(read).toHaveLength(rows.length);
    for (const [i, { seq, event, masked }] of rows.entries()) {
      const { location } = event.source!;
      expect(read[i]).toMatchObject({
        seq: BigInt(seq),
        id: event.id,
        occurred_at: new Date(event.occurred_at),
        received_at: new Date(event.received_at),
        action: event.action,
        actor_name: event.actor.name,
        target_name: event.targets![0]!.name,
        targets: canonicalize(event.targets),
        source_city: location!.city,
        source_ip: event.source!.ip,
        event: canonicalize(event),
        tenant: event.tenant,
      });
      expect(read[i]!.masked ?? undefined).toBe(masked && canonicalize(masked));
      expect(read[i]!.session_id ?? undefined).toBe(event.session_id);
      expect(read[i]!["metadata.note"] === undefined).toBe(false);
    }
  });

  it("is in row groups of a bounded size, with what it is of", async () => {
    const metadata = parquetMetadata(await fileOf(rowsOf(6_000)));
    expect(metadata.num_rows).toBe(6_000n);
    expect(metadata.row_groups.map(({ num_rows }) => num_rows)).toEqual([2_500n, 2_500n, 1_000n]);
    const facts = JSON.parse(metadata.key_value_metadata!.find(({ key }) => key === "sealtrail.export")!.value!);
    expect(facts).toMatchObject({ query: about().query, rows: 6_000, is_cut: false });
  });

  it("is whole without rows", async () => {
    expect(await parquetReadObjects({ file: await fileOf([]) })).toEqual([]);
  });
});
