"use client";
import { useMediaQuery } from "@mantine/hooks";
import { useVirtualizer } from "@tanstack/react-virtual";
import {
  type CSSProperties,
  memo,
  type ReactNode,
  type RefObject,
  useCallback,
  useEffect,
  useImperativeHandle,
  useRef,
} from "react";
import { type ColumnId, ROW_PX } from "./columns.ts";
import { type EventRow, indexOfRow, type Order } from "./event-rows.ts";
import classes from "./table.module.css";
import { TableHead } from "./table-head.tsx";
import { TableRow } from "./table-row.tsx";
import { useGrid } from "./use-grid.ts";
import type { Layout } from "./view-state.ts";

export interface TableHandle {
  reveal: (index: number) => void;
  toTop: () => void;
}

interface Props {
  rows: EventRow[];
  order: Order;
  layout: Layout;
  onLayout: (change: Partial<Layout>) => void;
  onOrder: (order: Order) => void;
  timeZone: string;
  isStale: boolean;
  hasMore: boolean;
  canLoadMore: boolean;
  active: EventRow | undefined;
  openId: string | undefined;
  /** The address of an event without its id at the end. */
  hrefPrefix: string;
  onOpen: (row: EventRow) => void;
  onActive: (row: EventRow) => void;
  onNearEnd: () => void;
  onAtTop: (isAtTop: boolean) => void;
  handle: RefObject<TableHandle | null>;
  foot: ReactNode;
}

const ROW_PX_NARROW = 54;
const HEAD_PX = 30;
/** Two pages' worth are asked for before the last row comes into sight. */
const NEAR_END_ROWS = 400;
const OVERSCAN_ROWS = 6;
const FIRST_RECT = { width: 1000, height: 800 };

/** The list: as many rows in the document as are in sight, however many are loaded. */
export const EventTable = memo(function EventTable(props: Props) {
  const { rows, order, layout, onLayout, timeZone, isStale, hasMore, canLoadMore, active, onNearEnd, onAtTop } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const isNarrow = useMediaQuery("(max-width: 767px)", false);
  const rowPx = isNarrow ? ROW_PX_NARROW : ROW_PX[layout.density];
  const grid = useGrid(layout);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    overscan: OVERSCAN_ROWS,
    initialRect: FIRST_RECT,
    scrollPaddingEnd: HEAD_PX,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: all rows have one height, which is measured anew when it changes
  useEffect(() => virtualizer.measure(), [rowPx]);
  const items = virtualizer.getVirtualItems().filter((item) => item.index < rows.length);
  const lastShown = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (canLoadMore && lastShown >= rows.length - NEAR_END_ROWS) onNearEnd();
  }, [canLoadMore, lastShown, rows.length, onNearEnd]);
  useImperativeHandle(props.handle, () => ({
    reveal: (index) => {
      virtualizer.scrollToIndex(index, { align: "auto" });
      const id = rows[index]?.event.id;
      requestAnimationFrame(() =>
        scroller.current?.querySelector<HTMLElement>(`[data-event="${CSS.escape(id ?? "")}"]`)?.focus(),
      );
    },
    toTop: () => scroller.current?.scrollTo({ top: 0 }),
  }));
  const activeAt = active ? indexOfRow(rows, active, order) : 0;
  const isShown = items.some((item) => item.index === activeAt);
  const tabStop = isShown ? activeAt : (items[0]?.index ?? 0);
  const { widths } = layout;
  const onWidth = useCallback(
    (id: ColumnId, px: number | undefined) => {
      const { [id]: _, ...others } = widths;
      onLayout({ widths: px === undefined ? others : { ...others, [id]: px } });
    },
    [widths, onLayout],
  );

  return (
    <div
      ref={scroller}
      className={classes.scroller}
      data-stale={isStale || undefined}
      onScroll={(event) => onAtTop(event.currentTarget.scrollTop < rowPx)}
    >
      <table
        aria-label="Events"
        aria-rowcount={hasMore ? -1 : rows.length + 1}
        aria-busy={isStale}
        className={classes.table}
        style={grid.style}
      >
        <TableHead
          columns={grid.columns}
          pinned={grid.pinned}
          widthOf={grid.widthOf}
          order={order}
          onOrder={props.onOrder}
          onColumns={(columns) => onLayout({ columns })}
          onDrag={grid.onDrag}
          onWidth={onWidth}
        />
        <tbody
          className={classes.body}
          data-density={layout.density}
          style={{ "--rows": rows.length } as CSSProperties}
        >
          {items.map(({ index }) => {
            const row = rows[index]!;
            return (
              <TableRow
                key={row.event.id}
                row={row}
                index={index}
                columns={grid.columns}
                pinned={grid.pinned}
                timeZone={timeZone}
                isOpen={row.event.id === props.openId}
                isTabStop={index === tabStop}
                hrefPrefix={props.hrefPrefix}
                onOpen={props.onOpen}
                onActive={props.onActive}
              />
            );
          })}
        </tbody>
      </table>
      {props.foot}
    </div>
  );
});
