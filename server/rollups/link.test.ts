import { describe, expect, it } from "vitest";
import { QUERY_CHARACTERS_MAX, readQuery } from "#query";
import { linkOf, linkToEvent, newestName } from "./index.ts";

const span = { fromMs: 0, toMs: 900_000 };

describe("a link", () => {
  it("asks for what is counted", () => {
    expect(linkOf("env:prod", span)).toEqual({
      ...{ q: "env:prod", reads: "hide" },
      ...{ from: "1970-01-01T00:00:00.000Z", to: "1970-01-01T00:15:00.000Z" },
    });
    expect(linkOf("", null)).toEqual({ q: "", reads: "hide", from: null, to: null });
  });

  it("finds an event even where it is a read of the trail", () => {
    expect(linkToEvent(7)).toEqual({ q: "seq:7", reads: "show", from: null, to: null });
  });

  it("is none where the query is longer than is read", () => {
    const of = (length: number) => `id:${"x".repeat(length - 3)}`;
    for (const length of [QUERY_CHARACTERS_MAX, QUERY_CHARACTERS_MAX + 1]) {
      const isTooLong = readQuery(of(length)).faults.some(({ message }) => message.includes("characters"));
      expect(linkOf(of(length), span) === null).toBe(isTooLong);
    }
  });
});

describe("the newest name", () => {
  const known = (name: string | null, lastMs: number) => ({
    ...{ kind: "actor.user", value: "u_1", events: 1, firstMs: 0, lastMs, name, lat: null, lon: null },
  });
  it("is that of the last event that gives one", () => {
    expect(newestName([known("Old", 1), known("New", 3), known(null, 4), known("Mid", 2)])).toBe("New");
    expect(newestName([known(null, 1)])).toBeNull();
    expect(newestName([])).toBeNull();
  });
});
