import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LAND } from "./land.ts";
import { ASPECT, frameOf, graticule, labelled } from "./map-frame.ts";

const spot = fc.record({
  lat: fc.double({ min: -57, max: 80, noNaN: true }),
  lon: fc.double({ min: -179, max: 179, noNaN: true }),
});

describe("the frame of the map", () => {
  it("has every spot in it, and keeps its form", () => {
    fc.assert(
      fc.property(fc.array(spot, { maxLength: 8 }), (spots) => {
        const frame = frameOf(spots);
        expect(frame.width / frame.height).toBeCloseTo(ASPECT, 6);
        for (const { lat, lon } of spots) {
          expect(lon).toBeGreaterThanOrEqual(frame.x - 1e-9);
          expect(lon).toBeLessThanOrEqual(frame.x + frame.width + 1e-9);
          expect(-lat).toBeGreaterThanOrEqual(frame.y - 1e-9);
          expect(-lat).toBeLessThanOrEqual(frame.y + frame.height + 1e-9);
        }
      }),
    );
  });

  it("has a few lines of longitude and latitude", () => {
    for (const spots of [
      [],
      [{ lat: 52, lon: 13 }],
      [
        { lat: 52, lon: 13 },
        { lat: -23, lon: -46 },
      ],
    ]) {
      const { lons, lats } = graticule(frameOf(spots));
      expect(lons.length).toBeGreaterThan(4);
      expect(lons.length).toBeLessThan(15);
      expect(lats.length).toBeGreaterThan(2);
    }
  });

  it("names no two spots at one place", () => {
    const frame = frameOf([]);
    const spots = [
      { lat: 52, lon: 13 },
      { lat: 51, lon: 14 },
      { lat: -23, lon: -46 },
    ];
    expect(labelled(spots, frame)).toEqual([spots[0], spots[2]]);
  });
});

describe("the coasts", () => {
  it("are corners on earth, at least three each", () => {
    for (const coast of LAND) {
      const corners = coast.split(" ").map((corner) => corner.split(",").map(Number));
      expect(corners.length).toBeGreaterThanOrEqual(3);
      for (const [lon, lat] of corners) {
        expect(Math.abs(lon!)).toBeLessThanOrEqual(180);
        expect(Math.abs(lat!)).toBeLessThanOrEqual(90);
      }
    }
  });
});
