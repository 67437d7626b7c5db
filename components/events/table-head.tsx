"use client";
import { UnstyledButton } from "@mantine/core";
import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import { type KeyboardEvent, type PointerEvent, useState } from "react";
import { type ColumnId, clampWidth, columnLabel, columnMin, WIDTH_MAX } from "./columns.ts";
import type { Order } from "./event-rows.ts";
import classes from "./table.module.css";
import { pinnedAt } from "./table-row.tsx";
import { useReorder } from "./use-reorder.ts";

interface Props {
  columns: readonly ColumnId[];
  pinned: number;
  /** Px of a column, as far as it has a width of its own. */
  widthOf: (id: ColumnId) => number;
  order: Order;
  onOrder: (order: Order) => void;
  onColumns: (columns: ColumnId[]) => void;
  /** While an edge is dragged; undefined at the end. */
  onDrag: (id: ColumnId, px: number | undefined) => void;
  /** Undefined for the width that the column had at first. */
  onWidth: (id: ColumnId, px: number | undefined) => void;
}

/** The headers: dragged to another place, their edges to another width. */
export function TableHead(props: Props) {
  const { columns, pinned, widthOf, order, onOrder, onColumns, onDrag, onWidth } = props;
  const reorder = useReorder(columns, onColumns);
  return (
    <thead className={classes.head}>
      <tr aria-rowindex={1} className={classes.headRow}>
        {columns.map((id, at) => (
          <th
            key={id}
            scope="col"
            data-column={id}
            aria-sort={id === "time" ? (order === "newest" ? "descending" : "ascending") : undefined}
            {...(at < pinned ? pinnedAt(at) : undefined)}
            {...reorder.target(id)}
          >
            <span className={classes.label} title={columnLabel(id)} {...reorder.handle(id)}>
              {id === "time" ? <OrderButton order={order} onOrder={onOrder} /> : columnLabel(id)}
            </span>
            <Edge
              id={id}
              px={Math.round(widthOf(id))}
              onDrag={(px) => onDrag(id, px)}
              onWidth={(px) => onWidth(id, px)}
              onOwnWidth={() => onWidth(id, undefined)}
            />
          </th>
        ))}
      </tr>
    </thead>
  );
}

function OrderButton({ order, onOrder }: Pick<Props, "order" | "onOrder">) {
  const Arrow = order === "newest" ? IconArrowDown : IconArrowUp;
  return (
    <UnstyledButton
      className={classes.sort}
      title={order === "newest" ? "Newest first; show the oldest first" : "Oldest first; show the newest first"}
      onClick={() => onOrder(order === "newest" ? "oldest" : "newest")}
    >
      Time
      <Arrow size={12} stroke={2} aria-hidden="true" />
    </UnstyledButton>
  );
}

interface EdgeProps {
  id: ColumnId;
  px: number;
  onDrag: (px: number | undefined) => void;
  onWidth: (px: number) => void;
  onOwnWidth: () => void;
}

const STEP_PX = 8;
const BIG_STEP_PX = 40;

/** The edge of a header. While it is dragged only the table's tracks follow; the width is kept when it is let go. */
function Edge({ id, px, onDrag, onWidth, onOwnWidth }: EdgeProps) {
  const [isMoving, setMoving] = useState(false);
  const widthOf = (edge: HTMLElement) => edge.parentElement!.getBoundingClientRect().width;
  const onPointerDown = (event: PointerEvent<HTMLElement>) => {
    if (event.button !== 0) return;
    event.preventDefault();
    const edge = event.currentTarget;
    edge.setPointerCapture(event.pointerId);
    edge.focus();
    const startPx = widthOf(edge) - event.clientX;
    let lastPx: number | undefined;
    const gone = new AbortController();
    const { signal } = gone;
    setMoving(true);
    const end = () => {
      gone.abort();
      setMoving(false);
      onDrag(undefined);
      if (lastPx !== undefined) onWidth(lastPx);
    };
    const onMove = (moved: globalThis.PointerEvent) => {
      lastPx = clampWidth(id, startPx + moved.clientX);
      onDrag(lastPx);
    };
    edge.addEventListener("pointermove", onMove, { signal });
    edge.addEventListener("lostpointercapture", end, { signal });
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const step = event.shiftKey ? BIG_STEP_PX : STEP_PX;
    const by = { ArrowLeft: -step, ArrowRight: step }[event.key];
    if (by !== undefined) onWidth(clampWidth(id, widthOf(event.currentTarget) + by));
    else if (event.key === "Home") onWidth(columnMin(id));
    else if (event.key === "Delete" || event.key === "Backspace") onOwnWidth();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: an hr does not move; this edge does
    <div
      role="separator"
      aria-orientation="vertical"
      aria-label={`Width of ${columnLabel(id)}`}
      aria-valuenow={px}
      aria-valuemin={columnMin(id)}
      aria-valuemax={WIDTH_MAX}
      aria-valuetext={`${px} px`}
      tabIndex={0}
      className={classes.edge}
      data-moving={isMoving || undefined}
      title="Drag, or use the arrow keys; a double click restores the width"
      onPointerDown={onPointerDown}
      onDoubleClick={onOwnWidth}
      onKeyDown={onKeyDown}
    />
  );
}
