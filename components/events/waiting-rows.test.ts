import { describe, expect, it } from "vitest";
import type { EventRow } from "./event-rows.ts";
import { NONE_WAITING, WAITING_ROWS_MAX, withWaiting } from "./waiting-rows.ts";

const rows = (count: number) => Array.from({ length: count }, (_, seq) => ({ seq }) as EventRow);

describe("new events that wait", () => {
  it("are kept in the order in which they came, for one list", () => {
    const some = withWaiting(withWaiting(NONE_WAITING, "a", rows(2)), "a", rows(3));
    expect(some).toMatchObject({ list: "a", isOver: false });
    expect(some.rows).toHaveLength(5);
    expect(withWaiting(some, "b", rows(1)).rows).toHaveLength(1);
  });

  it("are let go of when they are too many to keep, until the list begins anew", () => {
    const full = withWaiting(NONE_WAITING, "a", rows(WAITING_ROWS_MAX));
    expect(full.isOver).toBe(false);
    const over = withWaiting(full, "a", rows(1));
    expect(over).toEqual({ list: "a", rows: [], isOver: true });
    expect(withWaiting(over, "a", rows(1))).toEqual(over);
    expect(withWaiting(over, "b", rows(1)).isOver).toBe(false);
  });
});
