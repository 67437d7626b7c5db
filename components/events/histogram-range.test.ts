import { describe, expect, it } from "vitest";
import { type EventsAddress, withChange } from "./address.ts";
import { type Cursor, moveCursor, rangeOfBars, zoomedOut } from "./histogram-range.ts";

const at = (hour: string) => `2026-11-20T${hour}:00.000Z`;
const bucket = (hour: string) => ({ at: at(hour), success: 1, failure: 0, denied: 0, unknown: 0 });
const data = {
  from: at("10:20"),
  to: at("13:40"),
  interval: "1h",
  buckets: ["10:00", "11:00", "12:00", "13:00"].map(bucket),
  is_lower_bound: false,
  covered_from: null,
};

describe("rangeOfBars", () => {
  it("goes from the beginning of one to the end of the other, in either order", () => {
    expect(rangeOfBars(data, 1, 2)).toEqual({ from: at("11:00"), to: at("13:00") });
    expect(rangeOfBars(data, 2, 1)).toEqual({ from: at("11:00"), to: at("13:00") });
    expect(rangeOfBars(data, 1, 1)).toEqual({ from: at("11:00"), to: at("12:00") });
  });

  it("stays within what was counted", () => {
    expect(rangeOfBars(data, 0, 3)).toEqual({ from: data.from, to: data.to });
    expect(rangeOfBars(data, 3, 3)).toEqual({ from: at("13:00"), to: data.to });
  });

  it("is nothing without such bars", () => {
    expect(rangeOfBars(data, 2, 4)).toBeUndefined();
    expect(rangeOfBars({ ...data, buckets: [] }, 0, 0)).toBeUndefined();
  });
});

describe("moveCursor", () => {
  const press = (keys: string[], from: Cursor | null = null) =>
    keys.reduce<Cursor | null>((cursor, key) => {
      const isExtending = key.startsWith("shift+");
      return moveCursor(cursor, key.replace("shift+", ""), isExtending, 100) ?? cursor;
    }, from);

  it("begins at the newest bar and stays within the bars", () => {
    expect(press(["ArrowLeft"])).toEqual({ at: 99 });
    expect(press(["ArrowLeft", "ArrowRight", "ArrowRight"])).toEqual({ at: 99 });
    expect(press(["ArrowRight", "ArrowLeft", "ArrowLeft"])).toEqual({ at: 97 });
    expect(press(["Home"])).toEqual({ at: 0 });
    expect(press(["Home", "ArrowLeft", "PageUp", "PageUp"])).toEqual({ at: 20 });
    expect(press(["Home", "End"])).toEqual({ at: 99 });
  });

  it("extends a selection with shift, in either direction, and drops it without", () => {
    expect(press(["End", "shift+ArrowLeft", "shift+ArrowLeft"])).toEqual({ at: 97, anchor: 99 });
    expect(press(["Home", "shift+PageUp", "shift+ArrowLeft"])).toEqual({ at: 9, anchor: 0 });
    expect(press(["Home", "shift+ArrowRight", "ArrowRight"])).toEqual({ at: 2 });
    expect(press(["shift+Home"])).toEqual({ at: 0, anchor: 0 });
  });

  it("knows no other key, and no bars", () => {
    expect(moveCursor({ at: 3 }, "a", false, 100)).toBeUndefined();
    expect(moveCursor({ at: 3 }, "constructor", false, 100)).toBeUndefined();
    expect(moveCursor(null, "ArrowLeft", false, 0)).toBeUndefined();
  });

  it("comes back from beyond the last bar when there are fewer", () => {
    expect(moveCursor({ at: 80 }, "ArrowLeft", false, 10)).toEqual({ at: 8 });
  });
});

describe("zoomedOut", () => {
  const address: EventsAddress = { q: "", range: "24h", order: "newest", zone: "tenant" };
  const nowMs = Date.parse("2026-11-21T00:00:00.000Z");

  it("takes the next longer named range, until all", () => {
    expect(zoomedOut(address, data, nowMs)).toEqual({ range: "7d", from: undefined, to: undefined });
    expect(zoomedOut({ ...address, range: "1y" }, data, nowMs)?.range).toBe("all");
    expect(zoomedOut({ ...address, range: "all" }, data, nowMs)).toBeUndefined();
  });

  it("shows three times as much around a chosen range", () => {
    const shown = { from: at("10:00"), to: at("12:00") };
    const chosen = withChange(address, shown);
    expect(zoomedOut(chosen, shown, nowMs)).toEqual({ from: at("08:00"), to: at("14:00") });
  });

  it("is open where it reaches the present", () => {
    const shown = { from: at("22:00"), to: at("23:30") };
    const out = zoomedOut(withChange(address, shown), shown, nowMs);
    expect(out).toEqual({ from: at("20:30"), to: undefined });
  });
});
