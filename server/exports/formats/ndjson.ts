import { canonicalize } from "#tlog";
import type { ExportRow, TextFormat } from "./format.ts";

/** One row in canonical JSON: `{"event":{…},"masked":["actor.email"],"seq":42}`; `masked` only where something was taken out. */
export function recordText({ seq, event, masked, text }: ExportRow): string {
  const taken = masked && masked.length > 0 ? `,"masked":${canonicalize(masked)}` : "";
  return `{"event":${text ?? canonicalize(event)}${taken},"seq":${seq}}`;
}

/** A line a row, and nothing else. */
export const ndjson: TextFormat = {
  kind: "text",
  extension: "ndjson",
  mediaType: "application/x-ndjson",
  rowsMax: null,
  head: () => "",
  rows(rows) {
    let lines = "";
    for (const row of rows) lines += `${recordText(row)}\n`;
    return lines;
  },
  tail: () => "",
};
