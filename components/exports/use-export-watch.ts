import { useEffect, useMemo, useRef, useState } from "react";
import { type Export, exportApi } from "./export-api.ts";
import { type PaceSample, paceOf, withSample } from "./pace.ts";

const POLL_MS = 1_000;
const HIDDEN_POLL_MS = 5_000;
const FIRST_POLL_MS = 400;

export const isUnfinished = ({ state }: Pick<Export, "state">) => state === "queued" || state === "running";

export interface ExportWatch {
  /** Rows a second, of late. */
  paceOf(id: string): number | undefined;
  /** No answer came to the last question: the export goes on all the same. */
  isUnreachable: boolean;
}

/** Asks for the unfinished of the exports about every second, less often in a tab that nobody sees, and hands on how each stands. */
export function useExportWatch(
  tenant: string,
  exports: readonly Export[],
  onChange: (now: Export) => void,
): ExportWatch {
  const api = useMemo(() => exportApi(tenant), [tenant]);
  const samples = useRef(new Map<string, PaceSample[]>());
  const [isUnreachable, setUnreachable] = useState(false);
  const change = useRef(onChange);
  change.current = onChange;
  const ids = exports
    .filter(isUnfinished)
    .map(({ id }) => id)
    .join(" ");
  useEffect(() => {
    if (ids === "") return;
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout>;
    const look = async (id: string) => {
      const { value, fault } = await api.get(id, stop.signal);
      if (stop.signal.aborted) return false;
      if (fault) return fault.code === "unreachable";
      const known = samples.current.get(id) ?? [];
      samples.current.set(id, withSample(known, { atMs: performance.now(), rows: value.rowsDone }));
      change.current(value);
      return false;
    };
    const round = async () => {
      const unreached = await Promise.all(ids.split(" ").map((id) => look(id).catch(() => false)));
      if (stop.signal.aborted) return;
      setUnreachable(unreached.includes(true));
      timer = setTimeout(round, document.hidden ? HIDDEN_POLL_MS : POLL_MS);
    };
    timer = setTimeout(round, FIRST_POLL_MS);
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [api, ids]);
  return { paceOf: (id) => paceOf(samples.current.get(id) ?? []), isUnreachable: isUnreachable && ids !== "" };
}
