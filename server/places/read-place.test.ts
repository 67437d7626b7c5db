import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseEvent } from "../event-format/index.ts";
import { readPlace } from "./read-place.ts";

describe("readPlace", () => {
  it.each([
    [
      "MaxMind's city records",
      {
        country: { iso_code: "DE", names: { de: "Deutschland", en: "Germany" } },
        subdivisions: [{ iso_code: "BB", names: { en: "Brandenburg" } }, { names: { en: "Elsewhere" } }],
        city: { names: { de: "Potsdam", en: "Potsdam" } },
        location: { latitude: 52.3988999, longitude: 13.0657, accuracy_radius: 5 },
      },
      { country: "DE", region: "Brandenburg", city: "Potsdam", lat: 52.3989, lon: 13.0657 },
    ],
    ["MaxMind's country records", { country: { iso_code: "is", names: { en: "Iceland" } } }, { country: "IS" }],
    [
      "flat records with numbers",
      {
        country_code: "US",
        state1: "Texas",
        city: "Austin",
        latitude: 30.270000457763672,
        longitude: -97.7400016784668,
      },
      { country: "US", region: "Texas", city: "Austin", lat: 30.27, lon: -97.74 },
    ],
    [
      "flat records with texts",
      { country: "BR", region: "São Paulo", city: "Santo André", lat: "-23.66", lng: "-46.53", postal_code: "09000" },
      { country: "BR", region: "São Paulo", city: "Santo André", lat: -23.66, lon: -46.53 },
    ],
    ["a flat country beside its name", { country_code: "DE", country: "Germany" }, { country: "DE" }],
    ["blanks for what is not known", { country_code: "DE", region: "-", city: " ", latitude: "" }, { country: "DE" }],
    ["half of the coordinates", { country_code: "DE", latitude: 52.5 }, { country: "DE" }],
    ["coordinates off the globe", { country_code: "DE", latitude: 91, longitude: 13 }, { country: "DE" }],
    ["a name of two lines", { country_code: "DE", city: "Ber\r\nlin\ud800" }, { country: "DE", city: "Ber lin\ufffd" }],
  ])("reads %s", (_, record, place) => expect(readPlace(record)).toEqual(place));

  it.each([
    null,
    undefined,
    "DE",
    7,
    [],
    {},
    { country: "Germany" },
    { country_code: "ZZ" },
    { country: {} },
    { asn: 1 },
  ])("finds no place in %j", (record) => expect(readPlace(record)).toBeNull());

  it("makes only places that an event may have, whatever the file holds", () => {
    const junk = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.double(),
      fc.constantFrom("DE", "12.5", "\n"),
      fc.jsonValue(),
    );
    const record = fc.dictionary(
      fc.constantFrom("country", "country_code", "city", "region", "lat", "lon", "latitude", "longitude", "location"),
      fc.oneof(junk, fc.dictionary(fc.constantFrom("iso_code", "latitude", "longitude", "names"), junk)),
    );
    const now = new Date("2026-11-20T09:30:00Z");
    fc.assert(
      fc.property(record, (given) => {
        const location = readPlace({ ...given, country_code: "DE" });
        const event = {
          occurred_at: now.toISOString(),
          action: "a",
          actor: { type: "anonymous" },
          source: { location },
        };
        expect(parseEvent(event, { tenantId: "11111111-1111-4111-8111-111111111111", now }).faults).toBeUndefined();
      }),
    );
  });
});
