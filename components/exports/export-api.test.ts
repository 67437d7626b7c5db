import { expect, it } from "vitest";
import { type Export, fromApi, toApi } from "./export-api.ts";
import { withExports } from "./use-exports.ts";

it("reads names at every depth, and leaves values as they are", () => {
  const answer = { rows_done: 1, evidence: { seq_from: 2, is_complete: false }, masks: ["actor.email_address"] };
  expect(fromApi(answer)).toEqual({
    rowsDone: 1,
    evidence: { seqFrom: 2, isComplete: false },
    masks: ["actor.email_address"],
  });
  expect(fromApi({ exports: [{ file_name: "a_b.csv" }], has_more: true })).toEqual({
    exports: [{ fileName: "a_b.csv" }],
    hasMore: true,
  });
  expect(fromApi(null)).toBeNull();
});

it("writes the members of a body", () => {
  expect(toApi({ timeZone: "UTC", isPaused: true, columns: ["time"] })).toEqual({
    time_zone: "UTC",
    is_paused: true,
    columns: ["time"],
  });
});

it("keeps a list newest first, each export once", () => {
  const of = (id: string, rowsDone = 0) => ({ id, rowsDone }) as Export;
  const list = withExports([of("3"), of("2"), of("1")], [of("2", 7), of("4")]);
  expect(list.map(({ id, rowsDone }) => `${id} ${rowsDone}`)).toEqual(["4 0", "3 0", "2 7", "1 0"]);
});
