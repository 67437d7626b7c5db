import { describe, expect, it } from "vitest";
import { FACETS_MAX, isMetadataField, RAIL_FIRST, readRailChoice, toggleFacet } from "./facet-fields.ts";

describe("readRailChoice", () => {
  it("reads back what was kept", () => {
    const kept = { fields: ["outcome", "metadata.order.region"], closed: ["outcome"], isCollapsed: true };
    expect(readRailChoice(JSON.stringify(kept))).toEqual(kept);
  });

  it.each([null, undefined, "", "{", "7", '"x"', '{"fields":"outcome"}'])("falls back on %j", (text) =>
    expect(readRailChoice(text)).toEqual(RAIL_FIRST),
  );

  it("leaves out what is no facet", () => {
    expect(readRailChoice('{"fields":["outcome","nope",7,null,"metadata.","outcome"]}').fields).toEqual(["outcome"]);
    const many = Array.from({ length: 40 }, (_, i) => `metadata.f${i}`);
    expect(readRailChoice(JSON.stringify({ fields: many })).fields).toHaveLength(FACETS_MAX);
  });
});

describe("toggleFacet", () => {
  it("takes a field out and puts it back in its order, own ones last", () => {
    const without = toggleFacet(RAIL_FIRST, "action");
    expect(without.fields).not.toContain("action");
    expect(toggleFacet(without, "action").fields).toEqual(RAIL_FIRST.fields);
    expect(toggleFacet(toggleFacet(RAIL_FIRST, "metadata.a"), "ip").fields.slice(-2)).toEqual(["ip", "metadata.a"]);
  });

  it("adds none beyond the most", () => {
    const full = { ...RAIL_FIRST, fields: Array.from({ length: FACETS_MAX }, (_, i) => `metadata.f${i}`) };
    expect(toggleFacet(full, "ip")).toBe(full);
  });
});

it("knows a path of the metadata", () => {
  expect(["metadata.a", "metadata.a.b-c_d"].every(isMetadataField)).toBe(true);
  expect(["metadata", "metadata.", "metadata.a..b", "metadata.a b", "ip"].some(isMetadataField)).toBe(false);
});
