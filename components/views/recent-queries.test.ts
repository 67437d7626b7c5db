import { beforeEach, expect, test, vi } from "vitest";
import { forgetQueries, RECENT_MAX, recentQueries, rememberQuery } from "./recent-queries.ts";

let kept: Map<string, string>;
beforeEach(() => {
  kept = new Map();
  const localStorage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
  vi.stubGlobal("window", { localStorage });
});

test("the last query comes first, each once, the oldest go", () => {
  for (let i = 0; i < RECENT_MAX + 5; i++) rememberQuery("acme", "p1", `seq:${i}`);
  rememberQuery("acme", "p1", " seq:10 ");
  const queries = recentQueries("acme", "p1");
  expect(queries.slice(0, 3)).toEqual(["seq:10", "seq:24", "seq:23"]);
  expect(queries).toHaveLength(RECENT_MAX);
  expect(queries.filter((q) => q === "seq:10")).toHaveLength(1);
  expect(queries).not.toContain("seq:4");
});

test("each person has their own in each tenant", () => {
  rememberQuery("acme", "p1", "outcome:denied");
  expect(recentQueries("acme", "p2")).toEqual([]);
  expect(recentQueries("globex", "p1")).toEqual([]);
  rememberQuery("globex", "p1", "outcome:failure");
  forgetQueries("acme", "p1");
  expect([recentQueries("acme", "p1"), recentQueries("globex", "p1")]).toEqual([[], ["outcome:failure"]]);
});

test("nothing, what is too long and what holds a key are not kept", () => {
  for (const q of ["", "  ", "x".repeat(2_001), "metadata.key:st_prv_abc"]) rememberQuery("acme", "p1", q);
  expect(kept.size).toBe(0);
});

test("storage that holds something else, or is forbidden, is as if there were none", () => {
  rememberQuery("acme", "p1", "seq:1");
  const [key] = kept.keys();
  for (const text of ["{", '{"a":1}', '[1,null,""," "]']) {
    kept.set(key!, text);
    expect(recentQueries("acme", "p1")).toEqual([]);
  }
  vi.stubGlobal("window", {
    get localStorage(): never {
      throw new Error("forbidden");
    },
  });
  expect(() => rememberQuery("acme", "p1", "seq:1")).not.toThrow();
  expect(recentQueries("acme", "p1")).toEqual([]);
});
