"use client";
import { createColumnHelper, tableFeatures } from "@tanstack/react-table";
import type { EventRow } from "./event-rows.ts";
import { fromOf, sentenceOf } from "./sentence.ts";
import { Outcome, SentenceLine } from "./sentence-line.tsx";
import { TimeAgo } from "./time-ago.tsx";

export const features = tableFeatures({});
const column = createColumnHelper<typeof features, EventRow>();

/** What a row shows; the table's grid in events.module.css has a track for each. */
export function eventColumns(timeZone: string) {
  return column.columns([
    column.accessor((row) => row.event.occurred_at, {
      id: "time",
      header: "Time",
      cell: (cell) => <TimeAgo at={cell.getValue()} timeZone={timeZone} />,
    }),
    column.accessor((row) => row.event, {
      id: "event",
      header: "Event",
      cell: (cell) => <SentenceLine parts={sentenceOf(cell.getValue())} />,
    }),
    column.accessor((row) => row.event.outcome, {
      id: "outcome",
      header: "Outcome",
      cell: (cell) => <Outcome outcome={cell.getValue()} />,
    }),
    column.accessor((row) => fromOf(row.event), {
      id: "from",
      header: "From",
      cell: (cell) => cell.getValue(),
    }),
  ]);
}
