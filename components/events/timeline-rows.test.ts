import { describe, expect, it } from "vitest";
import type { EventRow } from "./event-rows.ts";
import { gapWords, type TimelineRows, timelineCount, withLastRows, withNextRows } from "./timeline-rows.ts";

const at = (second: number) => `2026-11-20T10:00:${String(second).padStart(2, "0")}.000Z`;
const row = (seq: number) => ({ seq, event: { id: `e${seq}`, occurred_at: at(seq) } }) as EventRow;
const rowsFrom = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, n) => row(first + n));
const seqs = (rows: EventRow[]) => rows.map((one) => one.seq);

describe("a timeline", () => {
  const split: TimelineRows = {
    rows: rowsFrom(1, 3),
    nextCursor: "a",
    later: { rows: rowsFrom(8, 10), nextCursor: "b" },
  };

  it("grows towards the later rows until it reaches them, then goes on after them", () => {
    const nearer = withNextRows(split, rowsFrom(4, 6), "c");
    expect(seqs(nearer.rows)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(nearer.later).not.toBe(null);
    expect(nearer.nextCursor).toBe("c");
    const joined = withNextRows(nearer, rowsFrom(7, 9), "d");
    expect(seqs(joined.rows)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(joined).toMatchObject({ later: null, nextCursor: "b" });
    expect(seqs(withNextRows(joined, rowsFrom(11, 12), null).rows).at(-1)).toBe(12);
  });

  it("joins what is left when the first rows come to their end", () => {
    expect(withNextRows(split, rowsFrom(4, 5), null)).toMatchObject({ later: null, nextCursor: "b" });
  });

  it("grows at its end", () => {
    const grown = withLastRows(split, rowsFrom(11, 12), null);
    expect(seqs(grown.later!.rows)).toEqual([8, 9, 10, 11, 12]);
    expect(seqs(withLastRows({ rows: rowsFrom(1, 2), nextCursor: "x", later: null }, [row(3)], null).rows)).toEqual([
      1, 2, 3,
    ]);
  });

  it("says how many there are, and when there are more", () => {
    expect(timelineCount(split)).toBe("6+");
    expect(timelineCount({ rows: rowsFrom(1, 3), nextCursor: null, later: null })).toBe("3");
  });
});

describe("gapWords", () => {
  const gap = (ms: number) => gapWords(at(0), new Date(Date.parse(at(0)) + ms).toISOString());
  it("is in words", () => {
    expect([0, 310, 2_000, 59_999, 840_000, 12_000_000, 10_800_000, 200_000_000].map(gap)).toEqual([
      "at the same time",
      "310 ms later",
      "2 s later",
      "59 s later",
      "14 min later",
      "3 h 20 min later",
      "3 h later",
      "2 d later",
    ]);
  });
});
