import { useCallback, useMemo, useState } from "react";
import type { ApiFault } from "../events/api-fault.ts";
import { type Export, exportApi } from "./export-api.ts";
import { useExportWatch } from "./use-export-watch.ts";

interface First {
  exports: readonly Export[];
  hasMore: boolean;
  /** One that stands among older ones perhaps. */
  opened: Export | undefined;
}

/** The exports with these in place of what was known of them, newest first: ids ascend with time. */
export const withExports = (list: readonly Export[], more: readonly Export[]): readonly Export[] =>
  [...list.filter(({ id }) => !more.some((one) => one.id === id)), ...more].sort((a, b) => (a.id < b.id ? 1 : -1));

/** The list of exports, newest first: what is not finished keeps itself fresh, older ones come when they are asked for. */
export function useExports(tenant: string, first: First) {
  const api = useMemo(() => exportApi(tenant), [tenant]);
  const [exports, setExports] = useState(() => withExports(first.exports, first.opened ? [first.opened] : []));
  const [listed, setListed] = useState({ last: first.exports.at(-1)?.id, hasMore: first.hasMore });
  const [isLoading, setLoading] = useState(false);
  const [fault, setFault] = useState<ApiFault | null>(null);
  const put = useCallback((now: Export) => setExports((list) => withExports(list, [now])), []);
  const watch = useExportWatch(tenant, exports, put);
  async function loadOlder() {
    if (listed.last === undefined || isLoading) return;
    setLoading(true);
    const { value, fault } = await api.older(listed.last);
    setLoading(false);
    setFault(fault ?? null);
    if (!value) return;
    setExports((list) => withExports(list, value.exports));
    setListed({ last: value.exports.at(-1)?.id ?? listed.last, hasMore: value.hasMore });
  }
  return { exports, hasMore: listed.hasMore, isLoading, fault, put, loadOlder, watch };
}

export type ExportsList = ReturnType<typeof useExports>;
