import { type RefObject, useCallback, useRef, useState } from "react";
import type { EventsAddress } from "./address.ts";
import type { ApiFault } from "./api-fault.ts";
import { type EventRow, indexOfRow } from "./event-rows.ts";
import type { TableHandle } from "./event-table.tsx";
import type { EventList } from "./use-event-list.ts";
import type { Go } from "./use-events-address.ts";
import { useOpenEvent } from "./use-open-event.ts";

interface Options {
  tenant: string;
  address: EventsAddress;
  go: Go;
  list: EventList;
  first: { id: string; row?: EventRow; fault?: ApiFault } | null;
  table: RefObject<TableHandle | null>;
}

/** The row that the keys act on, and the event that is open. */
export function useSelection({ tenant, address, go, list, first, table }: Options) {
  const [active, setActive] = useState<EventRow>();
  const open = useOpenEvent(tenant, address.event, list.rows, first);
  const { rows, order } = list;
  const openId = useRef(address.event);
  openId.current = address.event;

  const place = (row: EventRow | undefined) => {
    const at = row ? indexOfRow(rows, row, order) : -1;
    return row && rows[at]?.seq === row.seq ? at : -1;
  };
  const show = useCallback(
    (row: EventRow) => {
      setActive(row);
      go({ event: row.event.id }, openId.current === undefined ? "push" : "replace");
    },
    [go],
  );
  const close = useCallback(() => openId.current !== undefined && go({ event: undefined }), [go]);
  const openAt = address.event === undefined ? -1 : place(open.row);
  const move = (by: 1 | -1) => {
    const from = address.event === undefined ? place(active) : openAt;
    const to = from === -1 ? 0 : Math.min(Math.max(from + by, 0), rows.length - 1);
    const row = rows[to];
    if (!row) return;
    setActive(row);
    if (address.event !== undefined) show(row);
    table.current?.reveal(to);
  };
  return {
    active,
    setActive,
    open,
    show,
    close,
    move,
    hasUpper: openAt > 0,
    hasLower: openAt >= 0 && openAt < rows.length - 1,
  };
}
