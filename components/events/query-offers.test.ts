import { describe, expect, it } from "vitest";
import { parseQuery } from "#server/query/index.ts";
import { FIELD_WORDS } from "./query-fields.ts";
import { fieldOffers, type OfferGroup, recentOffers, valueOffers } from "./query-offers.ts";

const known = { values: [], names: [], nowMs: Date.parse("2026-11-20T12:00:00Z"), timeZone: "Europe/Berlin" };
const texts = (groups: OfferGroup[]) => groups.flatMap(({ offers }) => offers.map(({ text }) => text));
const place = (field: string, typed: string) => ({ field, typed, from: 0, to: 0 });

describe("fieldOffers", () => {
  it("gives those that begin with what is typed first, then those that hold it or explain it", () => {
    expect(texts(fieldOffers("act", [])).slice(0, 3)).toEqual(["action:", "actor:", "actor.type:"]);
    expect(texts(fieldOffers("environment", []))).toEqual(["env:"]);
    expect(texts(fieldOffers("metadata.ti", ["metadata.ticket", "metadata.size"]))).toEqual(["metadata.ticket:"]);
    expect(texts(fieldOffers("metadata.", ["metadata.ticket"]))).toEqual(["metadata.ticket:"]);
    expect(fieldOffers("zebra", [])).toEqual([]);
  });

  it("leaves out what is masked for the reader", () => {
    const hidden = ["actor", "actor.email", "has:changes", "changes", "metadata"];
    expect(texts(fieldOffers("actor", [], hidden))).toEqual([
      "actor.type:",
      "actor.id:",
      "actor.name:",
      "auth:",
      "session:",
    ]);
    expect(texts(fieldOffers("changes", [], hidden))).toEqual(["has:"]);
    expect(texts(fieldOffers("metadata", [], hidden))).toEqual([]);
    expect(texts(valueOffers(place("has", ""), { ...known, hidden }))).not.toContain("changes");
    expect(texts(valueOffers(place("has", ""), { ...known, hidden }))).toContain("session");
  });

  it("names fields that there are, and only those", () => {
    for (const { field } of FIELD_WORDS) {
      const name = field.endsWith(".") ? `${field}x` : field;
      const value = { choice: "*", severity: "high", thing: "changes", time: "today", address: "::1", number: "1" };
      const text = name === "id" ? "*" : ((value as Record<string, string>)[fieldKind(field)] ?? "x");
      expect(() => parseQuery(`${name}:${text}`, { alerts: true }), field).not.toThrow();
    }
  });
});

const fieldKind = (field: string) => FIELD_WORDS.find((one) => one.field === field)!.kind;

describe("valueOffers", () => {
  it("gives the values that occur, by id or name, quoted where they must be, then patterns", () => {
    const values = [
      { value: "u_1", count: 1200, label: "Ana Ruiz" },
      { value: "svc 2", count: 3 },
    ];
    const groups = valueOffers(place("actor", "ana"), { ...known, values });
    expect(groups[0]).toMatchObject({ name: "Values in this range", offers: [{ text: "u_1", label: "Ana Ruiz" }] });
    expect(groups[0]!.offers[0]!.detail).toBe("u_1 · 1,200");
    expect(texts(groups.slice(1))).toEqual(["ana*", "*ana*"]);
    expect(texts(valueOffers(place("actor", "svc"), { ...known, values }))).toContain('"svc 2"');
  });

  it("does not offer what stands there already", () => {
    const values = [{ value: "prod", count: 1 }];
    expect(texts(valueOffers(place("env", "prod"), { ...known, values }))).toEqual(["prod*", "*prod*"]);
  });

  it("offers nothing that the server would refuse", () => {
    for (const { field } of FIELD_WORDS) {
      for (const typed of ["", "x", "hi", "20", "*a"]) {
        const name = field.endsWith(".") ? `${field}x` : field;
        for (const text of texts(valueOffers(place(name, typed), known)))
          expect(() => parseQuery(`${name}:${text}`, { alerts: true }), `${name}:${text}`).not.toThrow();
      }
    }
  });

  it("knows days by the zone", () => {
    const late = { ...known, nowMs: Date.parse("2026-11-20T23:30:00Z") };
    expect(texts(valueOffers(place("during", "2026-11-2"), late))).toEqual(["2026-11-21", "2026-11-14..2026-11-21"]);
    expect(texts(valueOffers(place("after", "24"), late))).toEqual(["24h"]);
  });
});

it("offers the last five queries", () => {
  expect(texts(recentOffers(["a", "b", "c", "d", "e", "f"]))).toEqual(["a", "b", "c", "d", "e"]);
  expect(recentOffers([])).toEqual([]);
});
