import {
  columnOrderingFeature,
  columnPinningFeature,
  columnSizingFeature,
  createColumnHelper,
  tableFeatures,
} from "@tanstack/react-table";
import type { ReactNode } from "react";
import { actorChain, fromOf, metadataText, sentenceOf, shortId, targetName, visibleLine } from "#wording";
import { count } from "../ui/numbers.ts";
import {
  type ColumnId,
  columnLabel,
  columnMin,
  columnWidth,
  type FixedColumn,
  isFixedColumn,
  WIDTH_MAX,
} from "./columns.ts";
import type { EventRow } from "./event-rows.ts";
import { Outcome, SentenceLine } from "./sentence-line.tsx";
import classes from "./table.module.css";
import { TimeAgo } from "./time-ago.tsx";

export const features = tableFeatures({
  columnOrderingFeature,
  columnPinningFeature,
  columnSizingFeature,
});
const helper = createColumnHelper<typeof features, EventRow>();

/** The chosen columns for the table, which arranges them; what stands in them is `cellOf`. */
export const columnDefs = (columns: readonly ColumnId[]) =>
  helper.columns(
    columns.map((id) =>
      helper.display({
        id,
        header: columnLabel(id),
        size: columnWidth(id),
        minSize: columnMin(id),
        maxSize: WIDTH_MAX,
      }),
    ),
  );

type Cell = (row: EventRow, timeZone: string) => ReactNode;

const id = (text: string | undefined) =>
  text ? (
    <span className={classes.mono} title={visibleLine(text)}>
      {shortId(visibleLine(text), 16)}
    </span>
  ) : null;
const line = (text: string | undefined) => {
  const shown = visibleLine(text ?? "");
  return shown ? <span title={shown}>{shown}</span> : null;
};

const CELLS: Record<FixedColumn, Cell> = {
  time: ({ event }, timeZone) => <TimeAgo at={event.occurred_at} timeZone={timeZone} />,
  event: ({ event }) => <SentenceLine parts={sentenceOf(event)} />,
  outcome: ({ event }) => <Outcome outcome={event.outcome} />,
  from: ({ event }) => line(fromOf(event)),
  actor: ({ event }) => line(actorChain(event.actor).join(" for ")),
  target: ({ event }) => line((event.targets ?? []).map(targetName).join(", ")),
  action: ({ event }) => <span className={classes.mono}>{visibleLine(event.action)}</span>,
  category: ({ event }) => line(event.category),
  severity: ({ event }) => <Severity severity={event.severity} />,
  address: ({ event }) =>
    event.source?.ip ? <span className={classes.mono}>{visibleLine(event.source.ip)}</span> : null,
  environment: ({ event }) => line(event.source?.environment),
  session: ({ event }) => id(event.session_id),
  origin: ({ event }) => line(event.origin?.system),
  received: ({ event }, timeZone) => <TimeAgo at={event.received_at} timeZone={timeZone} />,
  seq: ({ seq }) => <span className={classes.mono}>#{count(seq)}</span>,
  id: ({ event }) => id(event.id),
};

/** What a row shows in a column. */
export const cellOf = (column: ColumnId, row: EventRow, timeZone: string): ReactNode =>
  isFixedColumn(column)
    ? CELLS[column](row, timeZone)
    : line(metadataText(row.event.metadata, column.slice("metadata.".length)));

/** A five-step mark with its word. */
function Severity({ severity }: { severity: string }) {
  return (
    <span className={classes.severity} data-severity={severity}>
      <span aria-hidden="true">{severity.charAt(0).toUpperCase()}</span>
      {visibleLine(severity)}
    </span>
  );
}
