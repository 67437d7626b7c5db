import { canonicalize } from "#tlog";
import type { ExportRow, TextFormat } from "./format.ts";

/** One row in canonical JSON: `{"event":{…},"masked":["actor.email"],"seq":42}`; `masked` only where something was taken out. */
export function recordText({ seq, event, masked, text }: ExportRow): string {
  const taken = masked && masked.length > 0 ? `,"masked":${canonicalize(masked)}` : "";
  return `{"event":${text ?? canonicalize(event)}${taken},"seq":${seq}}`;
}

const BEFORE = Buffer.from('{"event":');
/** What is written behind an event: `,"seq":` with up to 16 digits, a brace and a line end. */
const BEHIND_BYTES_MAX = 25;

/** The lines of rows of which all have their bytes: these are copied, and no event is ever made a text of. */
function linesOfBytes(rows: readonly ExportRow[]): Uint8Array {
  const bytes = rows.reduce((sum, row) => sum + row.bytes!.length + BEFORE.length + BEHIND_BYTES_MAX, 0);
  const lines = Buffer.allocUnsafe(bytes);
  let at = 0;
  for (const { seq, bytes: event } of rows) {
    at += BEFORE.copy(lines, at);
    lines.set(event!, at);
    at += event!.length;
    at += lines.write(`,"seq":${seq}}\n`, at, "latin1");
  }
  return lines.subarray(0, at);
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
  rowBytes: (rows) => (rows.every((row) => row.bytes && !row.masked) ? linesOfBytes(rows) : undefined),
  tail: () => "",
};
