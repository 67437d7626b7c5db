import { actorChain, fromOf, metadataValues, sentenceOf, sentenceText, targetName, visibleLine } from "#wording";
import type { ExportRow } from "./format.ts";

/** A column of a file for people. */
export interface FileColumn {
  id: string;
  /** What the header says, without the zone. */
  label: string;
  /** `time`: cells are times of an event as it has them, RFC 3339 in UTC. */
  kind: "time" | "text" | "number";
  /** What the table shows of the row, in full; a number only where the event has one. */
  cell(row: ExportRow): string | number;
}

type FixedColumn = Omit<FileColumn, "id">;

const METADATA = "metadata.";

const text = (label: string, cell: (row: ExportRow) => string | undefined): FixedColumn => ({
  label,
  kind: "text",
  cell: (row) => visibleLine(cell(row) ?? ""),
});

const COLUMNS: Record<string, FixedColumn> = {
  time: { label: "Time", kind: "time", cell: ({ event }) => event.occurred_at },
  event: { label: "Event", kind: "text", cell: ({ event }) => sentenceText(sentenceOf(event)) },
  outcome: text("Outcome", ({ event }) => event.outcome),
  from: { label: "From", kind: "text", cell: ({ event }) => fromOf(event) },
  actor: { label: "Actor", kind: "text", cell: ({ event }) => actorChain(event.actor).join(" for ") },
  target: { label: "Target", kind: "text", cell: ({ event }) => (event.targets ?? []).map(targetName).join(", ") },
  action: text("Action", ({ event }) => event.action),
  category: text("Category", ({ event }) => event.category),
  severity: text("Severity", ({ event }) => event.severity),
  address: text("Address", ({ event }) => event.source?.ip),
  environment: text("Environment", ({ event }) => event.source?.environment),
  session: text("Session", ({ event }) => event.session_id),
  origin: text("Origin", ({ event }) => event.origin?.system),
  received: { label: "Received", kind: "time", cell: ({ event }) => event.received_at },
  seq: { label: "Number", kind: "number", cell: ({ seq }) => seq },
  id: text("Id", ({ event }) => event.id),
};

/** The columns of a file, in the order of their ids. */
export function fileColumns(ids: readonly string[]): FileColumn[] {
  return ids.map((id) => {
    const fixed = Object.hasOwn(COLUMNS, id) ? COLUMNS[id] : undefined;
    if (fixed) return { id, ...fixed };
    const path = id.slice(METADATA.length);
    return { id, label: visibleLine(path), kind: "text", cell: (row) => metadataCell(row, path) };
  });
}

/** The header of a column: of times with their zone, "Time (Europe/Berlin)". */
export const headerOf = (column: FileColumn, timeZone: string): string =>
  column.kind === "time" ? `${column.label} (${timeZone})` : column.label;

function metadataCell({ event }: ExportRow, path: string): string | number {
  const values = metadataValues(event.metadata, path);
  const [only] = values;
  if (values.length === 1 && typeof only === "number") return only;
  return visibleLine(
    values.map((value) => (typeof value === "object" ? JSON.stringify(value) : String(value))).join(", "),
  );
}

// The wide forms count too: some spreadsheet programs read them as the narrow ones.
const FORMULA = /^\s*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;

/** Text that no spreadsheet program takes for a formula: an apostrophe goes before what would begin one, after spaces too. */
export const defused = (cell: string): string => (FORMULA.test(cell) ? `'${cell}` : cell);
