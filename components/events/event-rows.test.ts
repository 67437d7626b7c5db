import { describe, expect, it } from "vitest";
import { countFresh, type EventRow, mergeRows } from "./event-rows.ts";

const row = (seq: number, second: number): EventRow => ({
  seq,
  event: {
    v: 1,
    id: `id-${seq}`,
    tenant: "t",
    key: "k",
    occurred_at: `2026-11-20T20:00:${String(second).padStart(2, "0")}.000Z`,
    received_at: "2026-11-20T21:00:00.000Z",
    action: "a.b",
    outcome: "success",
    severity: "info",
    actor: { type: "user", id: "u" },
  },
});
const seqs = (rows: EventRow[]) => rows.map((one) => one.seq);
const list = [row(5, 30), row(4, 20), row(3, 10)];

describe("mergeRows", () => {
  it("puts each row where the server would, newest first", () => {
    expect(seqs(mergeRows(list, [row(6, 15), row(7, 40)], false))).toEqual([7, 5, 4, 6, 3]);
    expect(seqs(mergeRows(list, [row(6, 20)], false))).toEqual([5, 6, 4, 3]);
    expect(seqs(mergeRows([], [row(1, 1), row(2, 2)], false))).toEqual([2, 1]);
  });

  it("keeps what is there single and the very list when nothing is new", () => {
    expect(mergeRows(list, [row(4, 20)], true)).toBe(list);
    expect(seqs(mergeRows(list, [row(6, 40), row(6, 40)], false))).toEqual([6, 5, 4, 3]);
  });

  it("leaves to later pages what belongs there", () => {
    expect(seqs(mergeRows(list, [row(6, 5)], true))).toEqual([5, 4, 3]);
    expect(seqs(mergeRows(list, [row(6, 5)], false))).toEqual([5, 4, 3, 6]);
  });
});

describe("countFresh", () => {
  it("counts each row that is missing once", () => {
    expect(countFresh(list, [row(5, 30), row(6, 40), row(6, 40), row(7, 50)])).toBe(2);
  });
});
