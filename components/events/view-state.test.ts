import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readAddress, writeAddress } from "./address.ts";
import { applyViewState, DEFAULT_LAYOUT, type Layout, readLayout, viewStateOf } from "./view-state.ts";

const read = (search: string) => readAddress((name) => new URLSearchParams(search).get(name));
const layout: Layout = {
  columns: ["event", "metadata.region"],
  density: "comfortable",
  widths: { event: 400 },
  pins: ["event"],
};

describe("the state of a view", () => {
  it.each(["q=outcome:denied&range=24h&order=oldest&zone=utc", "from=2026-11-01T00:00:00Z", "zone=Europe/Berlin"])(
    "comes back as it was kept: %s",
    (search) => {
      const kept = JSON.parse(JSON.stringify(viewStateOf(read(`${search}&event=1`), layout)));
      const applied = applyViewState(kept);
      expect(applied.layout).toEqual(layout);
      expect(viewStateOf(applied.address, applied.layout)).toEqual(kept);
      expect(writeAddress(applied.address)).toContain("cols=event,metadata.region&density=comfortable");
      expect(applied.address).not.toHaveProperty("event");
    },
  );

  it("keeps a named range or two instants, not both", () => {
    expect(viewStateOf(read("range=30d"), layout)).toMatchObject({ range: "30d" });
    expect(viewStateOf(read("range=30d&to=2026-11-01T00:00:00Z"), layout)).not.toHaveProperty("range");
  });

  it("takes of something else what can be read", () => {
    expect(applyViewState(null)).toEqual({
      address: { ...read(""), cols: DEFAULT_LAYOUT.columns, density: "compact" },
      layout: DEFAULT_LAYOUT,
    });
    expect(applyViewState({ q: 5, range: "constructor", columns: "time", order: "up" }).address.range).toBe("7d");
    fc.assert(fc.property(fc.jsonValue(), (value) => void applyViewState(value)));
  });
});

describe("a layout out of storage", () => {
  it("keeps widths within their bounds and drops what is no column", () => {
    expect(
      readLayout({
        columns: ["time", "bogus", 5, "time"],
        widths: { time: 1, event: 1e9, bogus: 5, seq: "x" },
        pins: ["seq", {}],
      }),
    ).toEqual({ columns: ["time"], density: "compact", widths: { time: 72, event: 1_200 }, pins: ["seq"] });
  });
});
