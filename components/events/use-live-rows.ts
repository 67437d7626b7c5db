import { type RefObject, useMemo, useState } from "react";
import type { EventsAddress } from "./address.ts";
import { countFresh, type EventRow } from "./event-rows.ts";
import type { EventList } from "./use-event-list.ts";
import { useTail } from "./use-tail.ts";

interface Options {
  tenant: string;
  address: EventsAddress;
  list: EventList;
  canFollow: boolean;
  openedAtMs: number;
  isAtTop: RefObject<boolean>;
}

const WAITING_ROWS_MAX = 2_000;

/** New events: straight into the list while its top is in sight, else kept until they are asked for. */
export function useLiveRows({ tenant, address, list, canFollow, openedAtMs, isAtTop }: Options) {
  const [waiting, setWaiting] = useState<{ key: string; rows: EventRow[] }>({ key: "", rows: [] });
  const [isPaused, setPaused] = useState(false);
  const isClosed = address.to !== undefined && Date.parse(address.to) <= openedAtMs;
  const { state, end } = useTail({
    tenant,
    q: address.q,
    enabled: canFollow && !isClosed && !list.isStale && list.status !== "failed",
    fromSeq: list.tailFrom,
    onRows: (arrived) => {
      const { from, to } = list.bounds;
      const rows = arrived.filter(
        ({ event }) => (!from || event.occurred_at >= from) && (!to || event.occurred_at < to),
      );
      if (isAtTop.current && !isPaused) list.arrive(rows);
      else
        setWaiting((old) => {
          const kept = old.key === list.key ? old.rows : [];
          return { key: list.key, rows: [...kept, ...rows].slice(-WAITING_ROWS_MAX) };
        });
    },
  });
  const rows = waiting.key === list.key ? waiting.rows : undefined;
  const waitingCount = useMemo(() => (rows ? countFresh(list.rows, rows) : 0), [list.rows, rows]);
  const showWaiting = () => {
    list.arrive(rows ?? []);
    setWaiting({ key: list.key, rows: [] });
  };
  return { state, end, isPaused, setPaused, isClosed, waitingCount, showWaiting };
}
