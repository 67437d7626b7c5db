import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { QUERY_FIELDS } from "#query";
import { parseQuery } from "./parse-query.ts";

const page = readFileSync(join(import.meta.dirname, "../../docs/query.md"), "utf8");
const blocks = [...page.matchAll(/^```query\n(.*?)^```/gms)].flatMap(([, text]) => text!.trim().split("\n"));
const cells = [...page.matchAll(/^\| (`.*?) +\|/gm)].flatMap(([, cell]) =>
  [...cell!.matchAll(/`([^`]+)`/g)].map(([, code]) => code!),
);

it("every example of the documentation can be read, and every field is in it", () => {
  const examples = [...blocks, ...cells.filter((code) => /[: "*]/.test(code)), 'metadata."card holder".name:ana'];
  expect(examples.length).toBeGreaterThan(25);
  for (const q of examples) expect(() => parseQuery(q), q).not.toThrow();
  for (const field of QUERY_FIELDS.filter((name) => name !== "words")) expect(cells, field).toContain(field);
});
