import { useTable } from "@tanstack/react-table";
import { type CSSProperties, useMemo, useState } from "react";
import { type ColumnId, clampWidth, columnMin, columnWidth } from "./columns.ts";
import { columnDefs, features } from "./event-columns.tsx";
import type { EventRow } from "./event-rows.ts";
import type { Layout } from "./view-state.ts";

/** The event takes what the others leave; without a width of its own it does not get narrower than this. */
const EVENT_PX_MIN = 260;
// The table arranges columns; its rows would be made anew, all of them, for every page of a list of a hundred thousand.
const NO_ROWS: EventRow[] = [];

/** How the columns stand: their order with the pinned ones first, and the tracks of every row's grid as CSS variables. */
export function useGrid(layout: Layout) {
  const [dragged, setDragged] = useState<{ id: ColumnId; px: number }>();
  const { widths, pins } = layout;
  const columns = useMemo(() => columnDefs(layout.columns), [layout.columns]);
  const columnSizing = useMemo(
    () => (dragged ? { ...widths, [dragged.id]: dragged.px } : widths) as Record<string, number>,
    [widths, dragged],
  );
  const columnPinning = useMemo(
    () => ({ start: layout.columns.filter((id) => pins.includes(id)), end: [] }),
    [layout.columns, pins],
  );
  const grid = useTable({
    features,
    columns,
    data: NO_ROWS,
    state: { columnOrder: layout.columns, columnPinning, columnSizing },
  });
  const start = grid.getStartLeafColumns();
  const leaves = [...start, ...grid.getCenterLeafColumns()];
  const order = leaves.map((leaf) => leaf.id).join("\n");
  const ids = useMemo(() => order.split("\n") as ColumnId[], [order]);

  const tracks = leaves.map((leaf, at) => {
    const id = leaf.id as ColumnId;
    const isSet = columnSizing[id] !== undefined || at < start.length;
    if (isSet) return { px: leaf.getSize(), css: `${leaf.getSize()}px` };
    if (id === "event") return { px: EVENT_PX_MIN, css: `minmax(${EVENT_PX_MIN}px, 1fr)` };
    return { px: columnMin(id), css: `minmax(${columnMin(id)}px, ${columnWidth(id)}px)` };
  });
  const style: Record<string, string> = {
    "--tracks": tracks.map((track) => track.css).join(" "),
    "--tracks-width": `${tracks.reduce((sum, track) => sum + track.px, 0)}px`,
  };
  for (const [at, leaf] of start.entries()) style[`--pin-${at}`] = `${leaf.getStart("start")}px`;
  return {
    columns: ids,
    pinned: start.length,
    style: style as CSSProperties,
    widthOf: (id: ColumnId) => clampWidth(id, grid.getColumn(id)?.getSize() ?? columnWidth(id)),
    onDrag: (id: ColumnId, px: number | undefined) => setDragged(px === undefined ? undefined : { id, px }),
  };
}
