import { useEffect, useRef, useState } from "react";
import { apiPath } from "./api-fault.ts";
import type { EventRow } from "./event-rows.ts";

export type TailState = "off" | "connecting" | "live" | "lost";

interface Options {
  tenant: string;
  q: string;
  enabled: boolean;
  /** Begins at this seq; the connection resumes by itself where it broke off. */
  fromSeq: number;
  onRows: (rows: EventRow[]) => void;
}

const FLUSH_MS = 80;
const RETRY_MS = 5_000;

/** Follows the ledger: what arrives is handed on within a tenth of a second, bursts in one piece. */
export function useTail({ tenant, q, enabled, fromSeq, onRows }: Options): TailState {
  const [state, setState] = useState<TailState>("off");
  const deliver = useRef(onRows);
  deliver.current = onRows;

  useEffect(() => {
    if (!enabled) {
      setState("off");
      return;
    }
    let nextSeq = fromSeq;
    let source: EventSource | undefined;
    let retry: ReturnType<typeof setTimeout> | undefined;
    let flush: ReturnType<typeof setTimeout> | undefined;
    let waiting: EventRow[] = [];
    const open = () => {
      setState("connecting");
      const after = nextSeq > 0 ? String(nextSeq - 1) : undefined;
      source = new EventSource(apiPath("/api/v1/tail", { tenant, q, after }));
      source.addEventListener("open", () => setState("live"));
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
      source.addEventListener("error", () => {
        setState("lost");
        if (source?.readyState === EventSource.CLOSED) retry = setTimeout(open, RETRY_MS);
      });
    };
    open();
    return () => {
      source?.close();
      clearTimeout(retry);
      clearTimeout(flush);
    };
  }, [tenant, q, enabled, fromSeq]);

  return state;
}
