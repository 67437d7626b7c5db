import { expect, it } from "vitest";
import type { EventRow } from "./event-rows.ts";
import { metadataPaths } from "./metadata-paths.ts";

const row = (metadata: Record<string, unknown>) => ({ seq: 0, event: { metadata } }) as unknown as EventRow;

it("gives the paths that rows have, the most frequent first, as a query names them", () => {
  const rows = [
    row({ ticket: "a", size: { bytes: 1 } }),
    row({ ticket: "b", tags: [{ name: "x" }, { name: "y" }] }),
    row({ "cost center": { "a:b": null }, "": 1, empty: {} }),
  ];
  expect(metadataPaths(rows)).toEqual([
    "metadata.ticket",
    "metadata.size.bytes",
    "metadata.tags.name",
    'metadata."cost center"."a:b"',
  ]);
});
