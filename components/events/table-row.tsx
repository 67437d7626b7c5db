"use client";
import { type CSSProperties, type MouseEvent, memo } from "react";
import { sentenceOf, sentenceText } from "#wording";
import type { ColumnId } from "./columns.ts";
import { cellOf } from "./event-columns.tsx";
import type { EventRow } from "./event-rows.ts";
import classes from "./table.module.css";

interface Props {
  row: EventRow;
  index: number;
  columns: readonly ColumnId[];
  pinned: number;
  timeZone: string;
  isOpen: boolean;
  isTabStop: boolean;
  hrefPrefix: string;
  onOpen: (row: EventRow) => void;
  onActive: (row: EventRow) => void;
}

// Looking at the trail is recorded in it: such rows step back behind what was done elsewhere.
const isOwnRead = ({ event }: EventRow) => event.origin?.system === "sealtrail" && event.crud === "r";

const isForBrowser = (event: MouseEvent) => event.metaKey || event.ctrlKey || event.shiftKey;

/** The column whose text is the link to the event. */
const leadOf = (columns: readonly ColumnId[]) => (columns.includes("event") ? "event" : columns[0]);

/** One event. Drawn anew only when something of it changes, however far the list is scrolled. */
export const TableRow = memo(function TableRow(props: Props) {
  const { row, index, columns, pinned: pins, timeZone, isOpen, isTabStop, hrefPrefix, onOpen, onActive } = props;
  const { id } = row.event;
  const lead = leadOf(columns);
  return (
    <tr
      aria-rowindex={index + 2}
      aria-current={isOpen || undefined}
      data-quiet={isOwnRead(row) || undefined}
      className={classes.row}
      style={{ "--at": index } as CSSProperties}
      onClick={(event) => {
        if (event.defaultPrevented || isForBrowser(event) || window.getSelection()?.toString()) return;
        onOpen(row);
      }}
    >
      {columns.map((column, at) => (
        <td
          key={column}
          data-column={column}
          data-lead={column === lead || undefined}
          {...(at < pins ? pinnedAt(at) : undefined)}
        >
          {column === lead ? (
            <a
              href={`${hrefPrefix}${encodeURIComponent(id)}`}
              data-event={id}
              tabIndex={isTabStop ? 0 : -1}
              title={sentenceText(sentenceOf(row.event))}
              onFocus={() => onActive(row)}
              onClick={(event) => {
                if (!isForBrowser(event)) event.preventDefault();
                if (event.defaultPrevented) onOpen(row);
                event.stopPropagation();
              }}
            >
              {cellOf(column, row, timeZone)}
            </a>
          ) : (
            cellOf(column, row, timeZone)
          )}
        </td>
      ))}
    </tr>
  );
});

const pinned: { style: CSSProperties; "data-pinned": true }[] = [];

/** What makes a cell the nth pinned one; the table says how far from the left that is. One object each, for rows that compare. */
export function pinnedAt(at: number) {
  pinned[at] ??= { style: { "--left": `var(--pin-${at})` } as CSSProperties, "data-pinned": true };
  return pinned[at];
}
