import { canonicalize } from "#tlog";
import { aboutFacts } from "./about-facts.ts";
import type { TextFormat } from "./format.ts";
import { recordText } from "./ndjson.ts";

/**
 * One object: `export` (what it is of, and how it is read), `records` (as the lines of NDJSON, one a line), `rows`, `is_cut`. The last two
 * stand at the end, since they are known there.
 */
export const json: TextFormat = {
  kind: "text",
  extension: "json",
  mediaType: "application/json",
  rowsMax: null,
  head: (about) => `{"export":${canonicalize(aboutFacts(about))},"records":[`,
  rows(rows, _about, index) {
    let records = "";
    for (const [i, row] of rows.entries()) records += `${index + i === 0 ? "" : ","}\n${recordText(row)}`;
    return records;
  },
  tail: (_about, { rows, isCut, remarks }) =>
    `\n],"rows":${rows},"is_cut":${isCut}${remarks.length > 0 ? `,"remarks":${canonicalize(remarks)}` : ""}}\n`,
};
