import { describe, expect, it } from "vitest";
import { canonicalize } from "#tlog";
import { json } from "./json.ts";
import { ndjson } from "./ndjson.ts";
import { about, hostileRows, row, totals } from "./samples.fixture.ts";

const rows = [...hostileRows(), { ...row(99), masked: ["actor.email" as const, "source.ip" as const] }];
const lines = ndjson.rows(rows, about(), 0);

describe("NDJSON", () => {
  it("has a canonical line a row, with the event as it is", () => {
    expect(lines.split("\n").slice(0, -1)).toEqual(
      rows.map(({ seq, event, masked }: (typeof rows)[number] & { masked?: string[] }) =>
        canonicalize(masked ? { event, masked, seq } : { event, seq }),
      ),
    );
  });

  it("takes the canonical text that is at hand", () => {
    const one = row(3);
    expect(ndjson.rows([{ ...one, text: canonicalize(one.event) }], about(), 0)).toBe(ndjson.rows([one], about(), 0));
  });

  it("is the same from the bytes that are at hand, where nothing is masked", () => {
    const some = hostileRows().map((one) => ({ ...one, bytes: Buffer.from(canonicalize(one.event)) }));
    const large = { ...some[0]!, seq: Number.MAX_SAFE_INTEGER };
    for (const of of [[], some, [large]])
      expect(Buffer.from(ndjson.rowBytes!(of)!).toString()).toBe(ndjson.rows(of, about(), 0));
    expect(ndjson.rowBytes!([...some, row(1)])).toBeUndefined();
    expect(ndjson.rowBytes!([{ ...some[0]!, masked: ["actor.email"] }])).toBeUndefined();
  });

  it("leaves out an empty list of masks", () => {
    expect(ndjson.rows([{ ...row(3), masked: [] }], about(), 0)).not.toContain("masked");
  });
});

describe("JSON", () => {
  const fileOf = (of: typeof rows, isCut = false) =>
    JSON.parse(
      json.head(about()) +
        json.rows(of, about(), 0) +
        json.tail(about(), totals(of.length, { isCut, remarks: isCut ? ["cut"] : [] })),
    );

  it("holds the same records, says what it is of and ends with the counts", () => {
    const file = fileOf(rows);
    expect(file.records).toEqual(
      lines
        .split("\n")
        .slice(0, -1)
        .map((line) => JSON.parse(line)),
    );
    expect(Object.keys(file)).toEqual(["export", "records", "rows", "is_cut"]);
    expect(file).toMatchObject({
      rows: rows.length,
      is_cut: false,
      export: {
        tenant: { slug: "acme", name: "Acme & Söhne" },
        query: about().query,
        from: about().from,
        to: null,
        order: "newest",
        hides_reads: true,
        time_zone: "Europe/Berlin",
        ledger_size: 1_234_567,
        exported_at: about().exportedAt,
        exported_by: about().exportedBy,
      },
    });
  });

  it("is whole without rows, and says what was cut", () => {
    expect(fileOf([])).toMatchObject({ records: [], rows: 0, is_cut: false });
    expect(fileOf(rows, true)).toMatchObject({ is_cut: true, remarks: ["cut"] });
  });
});
