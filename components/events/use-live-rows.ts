import { type RefObject, useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { EventsAddress } from "./address.ts";
import { type EventRow, freshRows } from "./event-rows.ts";
import type { EventList } from "./use-event-list.ts";
import { useTail } from "./use-tail.ts";
import { NONE_WAITING, withWaiting } from "./waiting-rows.ts";

interface Options {
  tenant: string;
  address: EventsAddress;
  timeZone: string;
  list: EventList;
  canFollow: boolean;
  openedAtMs: number;
  isAtTop: RefObject<boolean>;
}

/** Why new events are not followed: the range has ended, or they would come below the last row. */
export type NotFollowed = "past" | "oldest" | null;

/** New events: straight into the list while its top is in sight, else kept until they are asked for. */
export function useLiveRows({ tenant, address, timeZone, list, canFollow, openedAtMs, isAtTop }: Options) {
  const [waiting, setWaiting] = useState(NONE_WAITING);
  const [isPaused, setPaused] = useState(false);
  const isPast = address.to !== undefined && Date.parse(address.to) <= openedAtMs;
  const notFollowed: NotFollowed = isPast ? "past" : address.order === "oldest" ? "oldest" : null;
  const id = `${list.loads} ${list.key}`;
  const own = waiting.list === id ? waiting : NONE_WAITING;
  const { state, end } = useTail({
    tenant,
    q: address.q,
    timeZone,
    enabled: canFollow && !notFollowed && !own.isOver && !list.isStale && list.status !== "failed",
    fromSeq: list.tailFrom,
    onRows: (arrived) => {
      const rows = arrived.filter((row) => isWithin(row, list.bounds));
      if (rows.length === 0) return;
      // What waits is shown first: otherwise the newest would stand there without it.
      if (isAtTop.current && !isPaused && own.rows.length === 0) list.arrive(rows);
      else setWaiting((old) => withWaiting(old, id, rows));
    },
    onOverflow: () => setWaiting({ list: id, rows: [], isOver: true }),
  });
  const { rows, hasMore, order } = list;
  const waitingCount = useMemo(
    () => (own.rows.length === 0 ? 0 : freshRows(rows, own.rows, hasMore, order).length),
    [rows, own.rows, hasMore, order],
  );

  const { arrive, load } = list;
  const latest = useRef(own);
  latest.current = own;
  /** Shows what waits, and goes on. What was too much to keep is loaded, so that the list has no gap. */
  const resume = useCallback(() => {
    setPaused(false);
    setWaiting(NONE_WAITING);
    if (latest.current.isOver) load();
    else arrive(latest.current.rows);
  }, [arrive, load]);
  const pause = useCallback(() => setPaused(true), []);
  useShownWhenSeen(own.isOver && !isPaused && isAtTop.current, resume);
  return { state, end, isPaused, pause, resume, notFollowed, waitingCount, isOver: own.isOver };
}

export type LiveRows = ReturnType<typeof useLiveRows>;

const isWithin = ({ event }: EventRow, { from, to }: EventList["bounds"]) =>
  (!from || event.occurred_at >= from) && (!to || event.occurred_at < to);

/** Nobody paused, but the page could not keep up, as in the background: it catches up once it is looked at. */
function useShownWhenSeen(isBehind: boolean, resume: () => void): void {
  useEffect(() => {
    if (!isBehind) return;
    const show = () => document.visibilityState === "visible" && resume();
    // A moment later: a burst that goes on must not load the list again and again.
    const timer = setTimeout(show, 1_000);
    document.addEventListener("visibilitychange", show);
    return () => {
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", show);
    };
  }, [isBehind, resume]);
}
