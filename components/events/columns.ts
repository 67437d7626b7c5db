/** The columns that every event has, in the order in which the menu offers them; `width` and `min` in px. */
export const COLUMNS = {
  time: { label: "Time", width: 114, min: 72 },
  event: { label: "Event", width: 320, min: 160 },
  outcome: { label: "Outcome", width: 86, min: 64 },
  from: { label: "From", width: 190, min: 80 },
  actor: { label: "Actor", width: 170, min: 80 },
  target: { label: "Target", width: 190, min: 80 },
  action: { label: "Action", width: 170, min: 80 },
  category: { label: "Category", width: 120, min: 70 },
  severity: { label: "Severity", width: 92, min: 64 },
  address: { label: "Address", width: 140, min: 80 },
  environment: { label: "Environment", width: 110, min: 70 },
  session: { label: "Session", width: 140, min: 80 },
  origin: { label: "Origin", width: 110, min: 70 },
  received: { label: "Received", width: 114, min: 72 },
  seq: { label: "Number", width: 92, min: 60 },
  id: { label: "Id", width: 150, min: 80 },
} as const;
export type FixedColumn = keyof typeof COLUMNS;
/** A column of the table: one that every event has, or a path in the metadata that somebody asked for. */
export type ColumnId = FixedColumn | `metadata.${string}`;

export type Density = "compact" | "comfortable";
export const ROW_PX: Record<Density, number> = { compact: 32, comfortable: 40 };

export const FIXED_COLUMNS = Object.keys(COLUMNS) as FixedColumn[];
export const DEFAULT_COLUMNS: readonly ColumnId[] = ["time", "event", "outcome", "from"];
export const COLUMNS_MAX = 24;
const METADATA = { width: 150, min: 70 };
const PATH_MAX = 200;
export const WIDTH_MAX = 1_200;

export const isFixedColumn = (id: string): id is FixedColumn => Object.hasOwn(COLUMNS, id);

const HIDDEN = /[\u0000-\u001f\u007f-\u009f]/;

/** `metadata.<path>` for what somebody typed, with or without the word in front; undefined for what is no path. */
export function metadataColumn(text: string): ColumnId | undefined {
  const path = text.trim().replace(/^metadata\./i, "");
  return path === "" || path.length > PATH_MAX || HIDDEN.test(path) ? undefined : `metadata.${path}`;
}

export const isColumn = (id: string): id is ColumnId =>
  isFixedColumn(id) || (id.startsWith("metadata.") && metadataColumn(id) === id);

/** What the header says of a column. */
export const columnLabel = (id: ColumnId): string =>
  isFixedColumn(id) ? COLUMNS[id].label : id.slice("metadata.".length);

export const columnWidth = (id: ColumnId): number => (isFixedColumn(id) ? COLUMNS[id].width : METADATA.width);
export const columnMin = (id: ColumnId): number => (isFixedColumn(id) ? COLUMNS[id].min : METADATA.min);

export const clampWidth = (id: ColumnId, px: number): number =>
  Math.round(Math.min(Math.max(px, columnMin(id)), WIDTH_MAX));

/** `time,event,metadata.region`; a comma or a backslash in a path has a backslash before it. */
export const printColumns = (columns: readonly ColumnId[]): string =>
  columns.map((id) => id.replace(/[\\,]/g, "\\$&")).join(",");

/** The columns of such a text, each once, and the names that are none. */
export function parseColumns(text: string): { columns: ColumnId[]; unknown: string[] } {
  const names = [...text.matchAll(/((?:\\.|[^\\,])*)(?:,|$)/gs)].map(([, name = ""]) => name.replace(/\\(.)/gs, "$1"));
  const columns: ColumnId[] = [];
  const unknown: string[] = [];
  for (const name of names) {
    const id = name.trim();
    if (id === "") continue;
    if (!isColumn(id) || columns.length >= COLUMNS_MAX) unknown.push(id);
    else if (!columns.includes(id)) columns.push(id);
  }
  return { columns, unknown };
}

/** The list with the column before the one that stands at `to` now; past the end, last. */
export function moveColumn<Id extends string>(columns: readonly Id[], id: Id, to: number): Id[] {
  const from = columns.indexOf(id);
  if (from === -1) return [...columns];
  const kept = columns.filter((one) => one !== id);
  kept.splice(to > from ? to - 1 : to, 0, id);
  return kept;
}

/** The columns as they stand in the table: the pinned first, each group in its own order. */
export function inPlace(columns: readonly ColumnId[], pins: readonly ColumnId[]): ColumnId[] {
  return [...columns.filter((id) => pins.includes(id)), ...columns.filter((id) => !pins.includes(id))];
}
