import { type EventsAddress, isCustom, RANGES, type RangeName, readAddress } from "./address.ts";
import {
  COLUMNS_MAX,
  type ColumnId,
  clampWidth,
  DEFAULT_COLUMNS,
  type Density,
  isColumn,
  printColumns,
} from "./columns.ts";
import type { Order } from "./event-rows.ts";
import type { Zone } from "./times.ts";

/** How the table looks. */
export interface Layout {
  columns: ColumnId[];
  density: Density;
  /** Px by column, where somebody has set them. */
  widths: Partial<Record<ColumnId, number>>;
  /** Columns that stay in sight at the left. */
  pins: ColumnId[];
}

export const DEFAULT_LAYOUT: Layout = { columns: [...DEFAULT_COLUMNS], density: "compact", widths: {}, pins: [] };

/** What a saved view keeps: the list and how it looks, but no open event. With `from` or `to` there is no `range`. */
export interface ViewState extends Layout {
  q: string;
  range?: RangeName;
  from?: string;
  to?: string;
  order: Order;
  zone: Zone;
}

/** What is on the screen, to be kept. */
export function viewStateOf(address: EventsAddress, layout: Layout): ViewState {
  return {
    q: address.q,
    ...(isCustom(address)
      ? { ...(address.from ? { from: address.from } : {}), ...(address.to ? { to: address.to } : {}) }
      : { range: address.range }),
    order: address.order,
    zone: address.zone,
    columns: [...layout.columns],
    density: layout.density,
    widths: { ...layout.widths },
    pins: [...layout.pins],
  };
}

/** What was kept, for `go` of the address and `apply` of the layout. What cannot be read of it is left at its default. */
export function applyViewState(kept: unknown): { address: Omit<EventsAddress, "event">; layout: Layout } {
  const state = isObject(kept) ? kept : {};
  const layout = readLayout(state);
  const text = (name: string) => (typeof state[name] === "string" ? state[name] : undefined);
  const { event: _, ...address } = readAddress((name) => (name === "cols" ? printColumns(layout.columns) : text(name)));
  const range = text("range");
  return {
    address: {
      ...address,
      ...(isCustom(address) || !range || !Object.hasOwn(RANGES, range) ? {} : { range: range as RangeName }),
      density: layout.density,
    },
    layout,
  };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const columnsIn = (value: unknown): ColumnId[] =>
  Array.isArray(value)
    ? [...new Set(value.filter((id): id is ColumnId => typeof id === "string" && isColumn(id)))].slice(0, COLUMNS_MAX)
    : [];

/** A layout out of storage, where anything may stand. */
export function readLayout(kept: unknown): Layout {
  const state = isObject(kept) ? kept : {};
  const columns = columnsIn(state.columns);
  const widths: Layout["widths"] = {};
  for (const [id, px] of Object.entries(isObject(state.widths) ? state.widths : {}))
    if (isColumn(id) && typeof px === "number" && Number.isFinite(px)) widths[id] = clampWidth(id, px);
  return {
    columns: columns.length > 0 ? columns : [...DEFAULT_COLUMNS],
    density: state.density === "comfortable" ? "comfortable" : "compact",
    widths,
    pins: columnsIn(state.pins),
  };
}
