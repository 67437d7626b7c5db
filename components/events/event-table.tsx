"use client";
import { useMediaQuery } from "@mantine/hooks";
import { type Row, useTable } from "@tanstack/react-table";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, type RefObject, useEffect, useImperativeHandle, useMemo, useRef } from "react";
import { eventColumns, features } from "./event-columns.tsx";
import type { EventRow } from "./event-rows.ts";
import classes from "./events.module.css";
import { sentenceOf, sentenceText } from "./sentence.ts";

export interface TableHandle {
  reveal: (index: number) => void;
  toTop: () => void;
}

interface Props {
  rows: EventRow[];
  timeZone: string;
  isStale: boolean;
  hasMore: boolean;
  activeId: string | undefined;
  openId: string | undefined;
  hrefOf: (id: string) => string;
  onOpen: (id: string) => void;
  onActive: (id: string) => void;
  onNearEnd: () => void;
  onAtTop: (isAtTop: boolean) => void;
  handle: RefObject<TableHandle | null>;
  foot: ReactNode;
}

const ROW_PX = 32;
const ROW_PX_NARROW = 54;
const NEAR_END_ROWS = 30;
const FIRST_RECT = { width: 1000, height: 800 };

export function EventTable(props: Props) {
  const { rows, timeZone, isStale, hasMore, activeId, openId, onNearEnd, onAtTop } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const isNarrow = useMediaQuery("(max-width: 767px)", false);
  const columns = useMemo(() => eventColumns(timeZone), [timeZone]);
  const grid = useTable({ features, columns, data: rows, getRowId: (row) => row.event.id });
  const tableRows = grid.getRowModel().rows;
  const virtualizer = useVirtualizer({
    count: tableRows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => (isNarrow ? ROW_PX_NARROW : ROW_PX),
    getItemKey: (index) => tableRows[index]!.id,
    overscan: 12,
    initialRect: FIRST_RECT,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the heights of all rows change with the width of the screen alone
  useEffect(() => virtualizer.measure(), [isNarrow]);
  const items = virtualizer.getVirtualItems();
  const lastShown = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasMore && lastShown >= rows.length - NEAR_END_ROWS) onNearEnd();
  }, [hasMore, lastShown, rows.length, onNearEnd]);
  useImperativeHandle(props.handle, () => ({
    reveal: (index) => {
      virtualizer.scrollToIndex(index, { align: "auto" });
      const id = tableRows[index]?.id;
      requestAnimationFrame(() =>
        scroller.current?.querySelector<HTMLElement>(`[data-event="${CSS.escape(id ?? "")}"]`)?.focus(),
      );
    },
    toTop: () => scroller.current?.scrollTo({ top: 0 }),
  }));
  const tabStop = activeId && rows.some((row) => row.event.id === activeId) ? activeId : rows[0]?.event.id;

  return (
    <div
      ref={scroller}
      className={classes.scroller}
      data-stale={isStale || undefined}
      onScroll={(event) => onAtTop(event.currentTarget.scrollTop < ROW_PX)}
    >
      <table
        aria-label="Events"
        aria-rowcount={hasMore ? -1 : rows.length + 1}
        aria-busy={isStale}
        className={classes.table}
      >
        <thead className={classes.head}>
          {grid.getHeaderGroups().map((group) => (
            <tr key={group.id} aria-rowindex={1} className={classes.columns}>
              {group.headers.map((header) => (
                <th key={header.id} scope="col" data-column={header.id}>
                  <grid.FlexRender header={header} />
                </th>
              ))}
            </tr>
          ))}
        </thead>
        <tbody className={classes.body} style={{ "--rows": tableRows.length } as React.CSSProperties}>
          {items.map((item) => {
            const row = tableRows[item.index]!;
            return (
              <TableRow
                key={row.id}
                row={row}
                index={item.index}
                isOpen={row.id === openId}
                isTabStop={row.id === tabStop}
                grid={grid}
                {...props}
              />
            );
          })}
        </tbody>
      </table>
      {props.foot}
    </div>
  );
}

interface RowProps extends Pick<Props, "hrefOf" | "onOpen" | "onActive"> {
  row: Row<typeof features, EventRow>;
  index: number;
  isOpen: boolean;
  isTabStop: boolean;
  grid: ReturnType<typeof useTable<typeof features, EventRow>>;
}

// Looking at the trail is recorded in it: such rows step back behind what was done elsewhere.
const isOwnRead = ({ event }: EventRow) => event.origin?.system === "sealtrail" && event.crud === "r";

function TableRow({ row, index, isOpen, isTabStop, grid, hrefOf, onOpen, onActive }: RowProps) {
  const { id } = row;
  return (
    <tr
      aria-rowindex={index + 2}
      aria-current={isOpen || undefined}
      data-quiet={isOwnRead(row.original) || undefined}
      className={`${classes.columns} ${classes.row}`}
      style={{ "--at": index } as React.CSSProperties}
      onClick={(event) => {
        if (event.defaultPrevented || window.getSelection()?.toString()) return;
        onOpen(id);
      }}
    >
      {row.getAllCells().map((cell) => (
        <td key={cell.id} data-column={cell.column.id}>
          {cell.column.id === "event" ? (
            <a
              href={hrefOf(id)}
              data-event={id}
              tabIndex={isTabStop ? 0 : -1}
              title={sentenceText(sentenceOf(row.original.event))}
              onFocus={() => onActive(id)}
              onClick={(event) => {
                if (event.metaKey || event.ctrlKey || event.shiftKey) {
                  event.stopPropagation();
                  return;
                }
                event.preventDefault();
                onOpen(id);
              }}
            >
              <grid.FlexRender cell={cell} />
            </a>
          ) : (
            <grid.FlexRender cell={cell} />
          )}
        </td>
      ))}
    </tr>
  );
}
