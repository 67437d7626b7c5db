import { expect, test } from "vitest";
import { parseQuery } from "../../server/query/index.ts";
import { seqQueries } from "./seq-query.ts";

const setting = { nowMs: 0, timeZone: "UTC" };

test("one query for some events, runs as ranges", () => {
  expect(seqQueries([])).toEqual([]);
  expect(seqQueries([7])).toEqual([{ q: "seq:7", events: 1 }]);
  expect(seqQueries([3, 4, 5])).toEqual([{ q: "seq:3..5", events: 3 }]);
  expect(seqQueries([1, 3, 4, 5, 9])).toEqual([{ q: "(seq:3..5 OR seq:1,9)", events: 5 }]);
});

test("as many queries as a hundred scattered events need, each of which can be read", () => {
  const seqs = Array.from({ length: 100 }, (_, i) => i * 3);
  const queries = seqQueries(seqs);
  expect(queries.map(({ events }) => events)).toEqual([60, 40]);
  for (const { q } of queries) expect(() => parseQuery(q, setting)).not.toThrow();
});
