import { describe, expect, it } from "vitest";
import { DetectionRun, type Given } from "../../../../tests/detection-run.ts";
import { distanceKm } from "./impossible-travel.ts";

const MINUTE = 60_000;
const START = Date.parse("2026-03-02T09:00:00.000Z");
const BERLIN = { country: "DE", city: "Berlin", lat: 52.52, lon: 13.41 };
const POTSDAM = { country: "DE", city: "Potsdam", lat: 52.4, lon: 13.06 };
const SAO_PAULO = { country: "BR", city: "São Paulo", lat: -23.55, lon: -46.63 };
const at = (minutes: number, location: NonNullable<Given["source"]>["location"], more: Partial<Given> = {}): Given => ({
  at: START + minutes * MINUTE,
  action: "user.sign_in",
  source: { ip: "203.0.113.7", location: location! },
  ...more,
});
const found = (...events: Given[]) => {
  const run = new DetectionRun({ detectors: ["impossible_travel"] });
  run.add(...events);
  return run.raised;
};

describe("distanceKm", () => {
  it.each([
    ["Berlin and São Paulo", BERLIN, SAO_PAULO, 10_220, 10_260],
    ["the poles", { lat: 90, lon: 0 }, { lat: -90, lon: 120 }, 20_010, 20_020],
    ["one place across the date line", { lat: 0, lon: 179.9 }, { lat: 0, lon: -179.9 }, 22, 23],
  ])("between %s", (_, a, b, from, to) => {
    expect(distanceKm(a, b)).toBeGreaterThan(from);
    expect(distanceKm(a, b)).toBeLessThan(to);
  });
});

describe("impossible_travel", () => {
  it("reckons the speed between two successive places; near ones are one", () => {
    const [finding] = found(at(0, BERLIN), at(30, POTSDAM), at(71, SAO_PAULO));
    expect(finding).toMatchObject({ severity: "high", confidence: 1, seqs: [1, 2], isLate: false });
    expect(finding!.title).toBe("anna was in Berlin and 41 minutes later in São Paulo");
    expect(finding!.explanation.places?.map(({ name, seq }) => [name, seq])).toEqual([
      ["Berlin", 1],
      ["São Paulo", 2],
    ]);
    expect(finding!.explanation.arithmetic.map(({ label }) => label)).toEqual([
      "distance",
      "time between",
      "speed",
      "limit",
    ]);
  });

  it.each([
    ["with time for a flight", [at(0, BERLIN), at(14 * 60, SAO_PAULO)]],
    ["that are near", [at(0, BERLIN), at(0, POTSDAM)]],
    ["of failures", [at(0, BERLIN), at(41, SAO_PAULO, { outcome: "failure" })]],
    ["of a service", [0, 1].map((i) => at(i, i === 0 ? BERLIN : SAO_PAULO, { actor: { type: "service", id: "s" } }))],
    ["of two people", [at(0, BERLIN), at(41, SAO_PAULO, { actor: "ben" })]],
    ["without coordinates", [at(0, BERLIN), at(41, { country: "BR" })]],
  ])("says nothing of events %s", (_, events) => expect(found(...events)).toEqual([]));

  it("skips networks that say nothing about a place", () => {
    const run = new DetectionRun({
      detectors: ["impossible_travel"],
      settings: { known_networks: ["198.51.100.0/24"] },
    });
    run.add(at(0, BERLIN), at(41, SAO_PAULO, { source: { ip: "198.51.100.3", location: SAO_PAULO } }), at(50, BERLIN));
    expect(run.raised).toEqual([]);
  });

  it("is one alert for a pair of places, there and back", () => {
    const run = new DetectionRun({ detectors: ["impossible_travel"] });
    run.add(at(0, BERLIN), at(41, SAO_PAULO), at(60, BERLIN), at(90, SAO_PAULO));
    expect(run.outcomes.map(({ kind }) => kind)).toEqual(["raise", "extend", "extend"]);
  });

  it("finds it when the earlier, the later or the middle event comes late, and says so", () => {
    const [a, b, c] = [at(0, BERLIN), at(41, SAO_PAULO), at(24 * 60, SAO_PAULO)];
    const later = START + 20 * 60 * MINUTE;
    for (const events of [
      [{ ...b }, { ...c, at: later, received: later }, { ...a, received: later }],
      [{ ...a }, { ...at(19 * 60, BERLIN) }, { ...b, received: later }],
    ]) {
      const raised = found(...events);
      expect(raised.map(({ isLate }) => isLate)).toContain(true);
      expect(new Set(raised.map(({ entity }) => entity.id))).toEqual(new Set(["anna"]));
    }
  });
});
