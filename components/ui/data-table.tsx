"use client";
import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import {
  type ColumnDef,
  createSortedRowModel,
  type Row,
  rowSortingFeature,
  tableFeatures,
  useTable,
} from "@tanstack/react-table";
import { type ReactNode, useMemo } from "react";
import classes from "./data-table.module.css";

export interface DataColumn<Item> {
  id: string;
  /** Text of the header; hidden from sight with `isHeaderHidden`. */
  header: string;
  isHeaderHidden?: boolean;
  cell: (item: Item) => ReactNode;
  /** What the header sorts by; null goes last. Without it the column does not sort. */
  sortBy?: (item: Item) => string | number | null;
  /** The first click puts the greatest first, such as the newest time. */
  isDescendingFirst?: boolean;
  /** CSS width, such as "120px"; the rest is shared. */
  width?: string;
  align?: "end";
}

interface Props<Item extends object> {
  /** Names the table for screen readers. */
  label: string;
  items: readonly Item[];
  columns: readonly DataColumn<Item>[];
  idOf: (item: Item) => string;
  /** Shown in place of the rows when there are none. */
  empty: ReactNode;
  firstSort?: { id: string; desc: boolean };
}

const features = tableFeatures({ rowSortingFeature, sortedRowModel: createSortedRowModel() });
type Features = typeof features;

const words = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

function compare<Item extends object>(a: Row<Features, Item>, b: Row<Features, Item>, id: string): number {
  const [left, right] = [a.getValue<string | number>(id), b.getValue<string | number>(id)];
  return typeof left === "number" && typeof right === "number" ? left - right : words.compare(`${left}`, `${right}`);
}

/** A table of a few hundred rows at most: headers sort, on narrow screens each row becomes a block with its labels. */
export function DataTable<Item extends object>(props: Props<Item>) {
  const { label, items, columns, idOf, empty, firstSort } = props;
  const definitions = useMemo(
    () =>
      columns.map(
        ({ id, sortBy, isDescendingFirst }): ColumnDef<Features, Item> => ({
          id,
          accessorFn: (item) => sortBy?.(item) ?? undefined,
          enableSorting: sortBy !== undefined,
          sortDescFirst: isDescendingFirst ?? false,
          sortUndefined: "last",
          sortFn: compare<Item>,
        }),
      ),
    [columns],
  );
  const data = useMemo(() => [...items], [items]);
  const table = useTable({
    features,
    columns: definitions,
    data,
    getRowId: idOf,
    enableSortingRemoval: false,
    initialState: { sorting: firstSort ? [firstSort] : [] },
  });
  if (items.length === 0) return <div className={classes.empty}>{empty}</div>;
  return (
    <table className={classes.table} aria-label={label}>
      <thead>
        <tr>
          {columns.map((column) => (
            <Header key={column.id} column={column} state={table.getColumn(column.id)!} />
          ))}
        </tr>
      </thead>
      <tbody>
        {table.getRowModel().rows.map((row) => (
          <tr key={row.id}>
            {columns.map((column) => (
              <td
                key={column.id}
                data-label={column.isHeaderHidden ? undefined : column.header}
                data-align={column.align}
              >
                <div>{column.cell(row.original)}</div>
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface HeaderProps<Item> {
  column: DataColumn<Item>;
  state: { getIsSorted: () => false | "asc" | "desc"; getCanSort: () => boolean; toggleSorting: () => void };
}

function Header<Item>({ column, state }: HeaderProps<Item>) {
  const sorted = state.getIsSorted();
  const Arrow = sorted === "desc" ? IconArrowDown : IconArrowUp;
  const direction = sorted === "desc" ? "descending" : "ascending";
  return (
    <th
      scope="col"
      style={column.width ? { width: column.width } : undefined}
      data-align={column.align}
      aria-sort={sorted ? direction : undefined}
    >
      {state.getCanSort() ? (
        <button type="button" className={classes.sort} onClick={() => state.toggleSorting()}>
          {column.header}
          <Arrow size={12} stroke={2} data-sorted={sorted !== false || undefined} aria-hidden="true" />
        </button>
      ) : (
        <span className={column.isHeaderHidden ? classes.hidden : undefined}>{column.header}</span>
      )}
    </th>
  );
}
