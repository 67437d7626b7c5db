import { useEffect, useRef, useState } from "react";
import { type ApiFault, apiGet, apiPath } from "./api-fault.ts";
import type { EventRow } from "./event-rows.ts";
import { isFinal, readEnd } from "./tail-end.ts";

/** `ended`: the server closed it for good, since the reader may not follow any more; it does not come back by itself. */
export type TailState = "off" | "connecting" | "live" | "lost" | "ended";

interface Options {
  tenant: string;
  q: string;
  timeZone?: string;
  enabled: boolean;
  /** Begins at this seq; the connection resumes by itself where it broke off. */
  fromSeq: number;
  /** Whether trail events of reads come too. */
  includeReads?: boolean;
  onRows: (rows: EventRow[]) => void;
  /** More came at once than is kept: what was not handed on is lost to the tail, which has closed. Without it nothing is dropped. */
  onOverflow?: () => void;
}

export interface LiveTail {
  state: TailState;
  /** Why it ended. */
  end: ApiFault | null;
}

const FLUSH_MS = 80;
const RETRY_MS = 5_000;
/** Rows between two hand-overs; a page in the background hands over once a minute at worst. */
const PENDING_MAX = 20_000;
const PULSE_MS = 5_000;
/** A pulse that comes so late means that the machine slept, and with it the connection, which may not know. */
const SLEPT_MS = 30_000;
const OFF: LiveTail = { state: "off", end: null };

/** Follows the ledger: what arrives is handed on within a tenth of a second, bursts in one piece. */
export function useTail(options: Options): LiveTail {
  const { tenant, q, timeZone, enabled, fromSeq, includeReads = false } = options;
  const [tail, setTail] = useState(OFF);
  const latest = useRef(options);
  latest.current = options;

  useEffect(() => {
    if (!enabled) {
      setTail(OFF);
      return;
    }
    const urlFrom = (nextSeq: number) =>
      apiPath("/api/v1/tail", {
        tenant,
        q,
        time_zone: timeZone,
        after: nextSeq > 0 ? String(nextSeq - 1) : undefined,
        include: includeReads ? "reads" : undefined,
      });
    return follow(urlFrom, fromSeq, {
      onTail: (next) => setTail((now) => (now.state === next.state && now.end === next.end ? now : next)),
      onRows: (rows) => latest.current.onRows(rows),
      onOverflow: () => latest.current.onOverflow?.(),
      mayOverflow: () => latest.current.onOverflow !== undefined,
    });
  }, [tenant, q, timeZone, enabled, fromSeq, includeReads]);

  return tail;
}

interface Follower {
  onTail: (tail: LiveTail) => void;
  onRows: (rows: EventRow[]) => void;
  onOverflow: () => void;
  mayOverflow: () => boolean;
}

/** Opens the tail and keeps it open; returns what closes it. */
function follow(urlFrom: (nextSeq: number) => string, fromSeq: number, follower: Follower): () => void {
  const gone = new AbortController();
  let nextSeq = fromSeq;
  let source: EventSource | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let flush: ReturnType<typeof setTimeout> | undefined;
  let pending: EventRow[] = [];
  const set = (state: TailState, end: ApiFault | null = null) => follower.onTail({ state, end });
  const close = () => {
    source?.close();
    clearTimeout(retry);
  };
  const stop = (end: ApiFault) => {
    close();
    set("ended", end);
  };
  const handOver = () => {
    flush = undefined;
    const rows = pending;
    pending = [];
    if (rows.length > 0) follower.onRows(rows);
  };
  const take = (row: EventRow) => {
    // What a connection that was cut off has already brought, comes once.
    if (row.seq < nextSeq) return;
    nextSeq = row.seq + 1;
    pending.push(row);
    flush ??= setTimeout(handOver, FLUSH_MS);
    if (pending.length <= PENDING_MAX || !follower.mayOverflow()) return;
    close();
    clearTimeout(flush);
    pending = [];
    set("off");
    follower.onOverflow();
  };
  const open = () => {
    close();
    set("connecting");
    const own = new EventSource(urlFrom(nextSeq));
    source = own;
    own.addEventListener("open", () => set("live"));
    own.addEventListener("event", (message) => take(JSON.parse(message.data) as EventRow));
    own.addEventListener("end", (message) => stop(readEnd(message.data)));
    own.addEventListener("error", () => {
      if (source !== own) return;
      set("lost");
      // Closed for good: the server answered with an error, which an EventSource does not tell.
      if (own.readyState === EventSource.CLOSED) retry = setTimeout(() => void ask(), RETRY_MS);
    });
  };
  const ask = async () => {
    const asked = new AbortController();
    const signal = AbortSignal.any([gone.signal, asked.signal]);
    const answer = await apiGet(urlFrom(nextSeq), signal).catch(() => undefined);
    asked.abort();
    if (gone.signal.aborted) return;
    if (answer?.fault && isFinal(answer.fault.code)) stop(answer.fault);
    else if (answer?.fault) retry = setTimeout(() => void ask(), RETRY_MS);
    else open();
  };
  const again = () => {
    if (source && source.readyState !== EventSource.CLOSED) open();
  };
  const unwatch = onWake(again);
  open();
  return () => {
    gone.abort();
    unwatch();
    close();
    clearTimeout(flush);
  };
}

/** Calls when the machine has slept, or is on the network again. */
function onWake(wake: () => void): () => void {
  let lastMs = Date.now();
  const pulse = setInterval(() => {
    const slept = Date.now() - lastMs > SLEPT_MS + PULSE_MS;
    lastMs = Date.now();
    if (slept) wake();
  }, PULSE_MS);
  window.addEventListener("online", wake);
  return () => {
    clearInterval(pulse);
    window.removeEventListener("online", wake);
  };
}
