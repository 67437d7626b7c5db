import { describe, expect, it } from "vitest";
import { readAddress } from "./address.ts";
import type { EventRow } from "./event-rows.ts";
import { LIVE_ROWS_KEPT, type ListPage, type ListState, listStateOf, reduceList } from "./list-state.ts";

const BEGIN_MS = Date.parse("2026-11-20T00:00:00Z");
const row = (seq: number): EventRow => ({
  seq,
  event: {
    v: 1,
    id: `id-${seq}`,
    tenant: "t",
    key: "k",
    occurred_at: new Date(BEGIN_MS + seq * 1_000).toISOString(),
    received_at: new Date(BEGIN_MS + seq * 1_000).toISOString(),
    action: "a.b",
    outcome: "success",
    severity: "info",
    actor: { type: "user", id: "u" },
  },
});
/** Rows from one seq down to another. */
const down = (from: number, to: number) => Array.from({ length: from - to + 1 }, (_, i) => row(from - i));
const page = (rows: EventRow[], more: Partial<ListPage> = {}): ListPage => ({
  rows,
  nextCursor: "next",
  isPartial: false,
  searchedTo: null,
  ...more,
});
const begin = (rows: EventRow[]): ListState =>
  listStateOf({
    ...page(rows),
    address: readAddress(() => null),
    timeZone: "Europe/Berlin",
    nowMs: BEGIN_MS + 1e9,
    fault: null,
    ledgerSize: 0,
  });
const arrive = (state: ListState, rows: EventRow[]) =>
  reduceList(state, { type: "arrive", rows, timeZone: "Europe/Berlin" });

describe("the state of a list", () => {
  it("goes on from a cursor with what the cursor is bound to", () => {
    const state = begin(down(100, 51));
    expect(state.next).toEqual({ bounds: state.bounds, timeZone: "Europe/Berlin", cursor: "next" });
    const asked = state.next!;
    const more = reduceList(reduceList(state, { type: "more" }), {
      type: "more-loaded",
      load: 0,
      asked,
      page: page(down(50, 1), { nextCursor: null }),
    });
    expect([more.rows.length, more.next, more.status]).toEqual([100, null, "ready"]);
  });

  it("forgets a page of a list that has begun anew", () => {
    const state = reduceList(begin(down(100, 51)), { type: "more" });
    const asked = state.next!;
    const anew = reduceList(state, { type: "loaded", key: "k", order: "newest", asked, page: page([]), tailFrom: 9 });
    expect(reduceList(anew, { type: "more-loaded", load: 0, asked, page: page(down(50, 1)) })).toBe(anew);
    expect(reduceList(anew, { type: "more-fail", load: 0, fault: {} as never })).toBe(anew);
  });

  it("says that an answer ran out of time only while there is something to go on with", () => {
    const asked = begin([]).next!;
    const loaded = (more: Partial<ListPage>) =>
      reduceList(begin([]), { type: "loaded", key: "k", order: "newest", asked, page: page([], more), tailFrom: 0 });
    const searchedTo = "2026-11-20T00:00:00.000Z";
    expect(loaded({ isPartial: true, searchedTo })).toMatchObject({ isPartial: true, searchedTo });
    expect(loaded({ isPartial: true, nextCursor: null }).isPartial).toBe(false);
  });

  it("does not grow without end by arriving rows, and finds its own end again", () => {
    let state = begin(down(100, 1));
    let longest = 0;
    for (let seq = 101; seq < 100_000; seq += 400) {
      state = arrive(state, down(seq + 399, seq));
      longest = Math.max(longest, state.rows.length);
    }
    expect(longest).toBeLessThan(LIVE_ROWS_KEPT + 6_000);
    const last = state.rows.at(-1)!;
    expect(state.next).toEqual({
      bounds: { ...state.bounds, to: new Date(BEGIN_MS + last.seq * 1_000 + 1).toISOString() },
      timeZone: "Europe/Berlin",
    });
    const older = page(down(last.seq, last.seq - 499));
    const more = reduceList(
      { ...state, status: "more" },
      { type: "more-loaded", load: 0, asked: state.next!, page: older },
    );
    expect(more.rows).toHaveLength(state.rows.length + 499);
    expect(new Set(more.rows.map((one) => one.seq)).size).toBe(more.rows.length);
  });

  it("keeps what somebody paged down to", () => {
    const state = { ...begin(down(60_000, 1)), pagedRows: 60_000 };
    expect(arrive(state, down(60_500, 60_001)).rows).toHaveLength(60_500);
  });
});
