import { useEffect, useRef, useState } from "react";
import { type ApiFault, apiGet, apiPath } from "./api-fault.ts";
import type { EventRow } from "./event-rows.ts";
import { isFinal, readEnd } from "./tail-end.ts";

/** `ended`: the server closed it for good, since the reader may not follow any more; it does not come back by itself. */
export type TailState = "off" | "connecting" | "live" | "lost" | "ended";

interface Options {
  tenant: string;
  q: string;
  enabled: boolean;
  /** Begins at this seq; the connection resumes by itself where it broke off. */
  fromSeq: number;
  /** Whether trail events of reads come too. */
  includeReads?: boolean;
  onRows: (rows: EventRow[]) => void;
}

export interface LiveTail {
  state: TailState;
  /** Why it ended. */
  end: ApiFault | null;
}

const FLUSH_MS = 80;
const RETRY_MS = 5_000;
const OFF: LiveTail = { state: "off", end: null };

/** Follows the ledger: what arrives is handed on within a tenth of a second, bursts in one piece. */
export function useTail({ tenant, q, enabled, fromSeq, includeReads = false, onRows }: Options): LiveTail {
  const [tail, setTail] = useState(OFF);
  const deliver = useRef(onRows);
  deliver.current = onRows;

  useEffect(() => {
    if (!enabled) {
      setTail(OFF);
      return;
    }
    const set = (state: TailState) => setTail({ state, end: null });
    const gone = new AbortController();
    let nextSeq = fromSeq;
    let source: EventSource | undefined;
    let retry: ReturnType<typeof setTimeout> | undefined;
    let flush: ReturnType<typeof setTimeout> | undefined;
    let waiting: EventRow[] = [];
    const url = () =>
      apiPath("/api/v1/tail", {
        tenant,
        q,
        after: nextSeq > 0 ? String(nextSeq - 1) : undefined,
        include: includeReads ? "reads" : undefined,
      });
    const stop = (end: ApiFault) => {
      source?.close();
      setTail({ state: "ended", end });
    };
    const open = () => {
      set("connecting");
      source = new EventSource(url());
      source.addEventListener("open", () => set("live"));
      source.addEventListener("event", (message) => {
        const row = JSON.parse(message.data) as EventRow;
        nextSeq = row.seq + 1;
        waiting.push(row);
        flush ??= setTimeout(() => {
          flush = undefined;
          deliver.current(waiting);
          waiting = [];
        }, FLUSH_MS);
      });
      source.addEventListener("end", (message) => stop(readEnd(message.data)));
      source.addEventListener("error", () => {
        set("lost");
        // Closed for good: the server answered with an error, which an EventSource does not tell.
        if (source?.readyState === EventSource.CLOSED) retry = setTimeout(() => void ask(), RETRY_MS);
      });
    };
    const ask = async () => {
      const asked = new AbortController();
      const signal = AbortSignal.any([gone.signal, asked.signal]);
      const answer = await apiGet(url(), signal).catch(() => undefined);
      asked.abort();
      if (gone.signal.aborted) return;
      if (answer?.fault && isFinal(answer.fault.code)) stop(answer.fault);
      else if (answer?.fault) retry = setTimeout(() => void ask(), RETRY_MS);
      else open();
    };
    open();
    return () => {
      gone.abort();
      source?.close();
      clearTimeout(retry);
      clearTimeout(flush);
    };
  }, [tenant, q, enabled, fromSeq, includeReads]);

  return tail;
}
