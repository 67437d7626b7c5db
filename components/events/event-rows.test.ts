import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type EventRow, freshRows, indexOfRow, mergeRows } from "./event-rows.ts";

const row = (seq: number, second: number): EventRow => ({
  seq,
  event: {
    v: 1,
    id: `id-${seq}`,
    tenant: "t",
    key: "k",
    occurred_at: new Date(Date.parse("2026-11-20T20:00:00.000Z") + second * 1_000).toISOString(),
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

  it("puts each row where the server would, oldest first", () => {
    const oldest = list.toReversed();
    expect(seqs(mergeRows(oldest, [row(6, 15), row(7, 40)], false, "oldest"))).toEqual([3, 6, 4, 5, 7]);
    expect(seqs(mergeRows(oldest, [row(7, 40)], true, "oldest"))).toEqual([3, 4, 5]);
  });

  it("keeps what is there single and the very list when nothing is new", () => {
    expect(mergeRows(list, [row(4, 20)], true)).toBe(list);
    expect(seqs(mergeRows(list, [row(6, 40), row(6, 40)], false))).toEqual([6, 5, 4, 3]);
  });

  it("leaves to later pages what belongs there", () => {
    expect(seqs(mergeRows(list, [row(6, 5)], true))).toEqual([5, 4, 3]);
    expect(seqs(mergeRows(list, [row(6, 5)], false))).toEqual([5, 4, 3, 6]);
  });

  it("gives what sorting everything would, whatever comes in whichever order", () => {
    const rows = fc.uniqueArray(fc.record({ seq: fc.nat(60), second: fc.nat(6) }), { selector: (one) => one.seq });
    fc.assert(
      fc.property(rows, fc.array(fc.nat(60)), fc.constantFrom("newest", "oldest"), (all, later, order) => {
        const made = all.map((one) => row(one.seq, one.second));
        const isLater = (one: EventRow) => later.includes(one.seq);
        const first = mergeRows(
          [],
          made.filter((one) => !isLater(one)),
          false,
          order,
        );
        const merged = mergeRows(first, [...made.filter(isLater), ...made.slice(0, 3)], false, order);
        const sign = order === "newest" ? -1 : 1;
        const sorted = made.toSorted(
          (a, b) => sign * (Date.parse(a.event.occurred_at) - Date.parse(b.event.occurred_at) || a.seq - b.seq),
        );
        expect(seqs(merged)).toEqual(seqs(sorted));
        for (const [at, one] of merged.entries()) expect(indexOfRow(merged, one, order)).toBe(at);
      }),
    );
  });

  it("looks at no more rows of a long list than of a short one, but for halving", () => {
    const looksFor = (loaded: number) => {
      let looks = 0;
      const counted = (seq: number) => {
        const one = row(seq, 0);
        const at = new Date(Date.parse("2026-01-01T00:00:00Z") + seq * 1_000).toISOString();
        const look = () => {
          looks++;
          return at;
        };
        Object.defineProperty(one.event, "occurred_at", { get: look });
        return one;
      };
      const rows = Array.from({ length: loaded }, (_, i) => counted(1_000_000 - i));
      const page = Array.from({ length: 500 }, (_, i) => counted(1_000_000 - loaded - i));
      expect(mergeRows(rows, page, false)).toHaveLength(loaded + 500);
      return looks;
    };
    expect(looksFor(64_000)).toBeLessThan(looksFor(1_000) * 2.5);
  });
});

describe("freshRows", () => {
  it("are those that the list lacks, each once", () => {
    expect(seqs(freshRows(list, [row(5, 30), row(6, 40), row(6, 40), row(7, 50)], false))).toEqual([7, 6]);
    expect(freshRows(list, [row(1, 1)], true)).toEqual([]);
  });
});
