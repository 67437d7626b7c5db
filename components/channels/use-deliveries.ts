import { useCallback, useEffect, useRef, useState } from "react";
import type { Delivery, DeliveryPage } from "#server/channels/index.ts";

const POLL_MS = 700;
/** While one is tried again within this time, the log keeps itself fresh. */
const SOON_MS = 15_000;

const isSoon = ({ state, nextAt }: Delivery, nowMs: number) =>
  state === "waiting" && nextAt !== null && Date.parse(nextAt) < nowMs + SOON_MS;

/** The newest, with these in place of what was known of them; ids ascend with time. */
const merged = (list: readonly Delivery[], more: readonly Delivery[]): Delivery[] =>
  [...list.filter(({ id }) => !more.some((one) => one.id === id)), ...more].sort((a, b) => (a.id < b.id ? 1 : -1));

/** The log of a channel: fresh while something is under way, older ones when they are asked for. */
export function useDeliveries(tenant: string, channel: string, first: DeliveryPage) {
  const [deliveries, setDeliveries] = useState(first.deliveries);
  const [hasMore, setHasMore] = useState(first.hasMore);
  const [isLoading, setLoading] = useState(false);
  const [isUnreachable, setUnreachable] = useState(false);
  const put = useCallback((more: readonly Delivery[]) => setDeliveries((list) => merged(list, more)), []);
  const load = useCallback(
    async (before?: string): Promise<DeliveryPage | undefined> => {
      const path = `/t/${tenant}/channels/${channel}/deliveries${before ? `?before=${before}` : ""}`;
      try {
        const response = await fetch(path, { cache: "no-store" });
        const { value } = (await response.json()) as { value?: DeliveryPage };
        setUnreachable(!value);
        return value;
      } catch {
        setUnreachable(true);
        return undefined;
      }
    },
    [tenant, channel],
  );
  const latest = useRef(deliveries);
  latest.current = deliveries;
  useEffect(() => {
    let isOver = false;
    let timer: ReturnType<typeof setTimeout>;
    const look = async () => {
      if (!document.hidden && latest.current.some((one) => isSoon(one, Date.now()))) {
        const fresh = await load();
        if (isOver) return;
        if (fresh) put(fresh.deliveries);
      }
      timer = setTimeout(look, POLL_MS);
    };
    timer = setTimeout(look, POLL_MS);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [load, put]);
  return {
    deliveries,
    hasMore,
    isLoading,
    isUnreachable,
    put,
    async refresh() {
      const fresh = await load();
      if (fresh) put(fresh.deliveries);
    },
    async loadOlder() {
      const last = deliveries.at(-1)?.id;
      if (!last || isLoading) return;
      setLoading(true);
      const older = await load(last);
      setLoading(false);
      if (!older) return;
      put(older.deliveries);
      setHasMore(older.hasMore);
    },
  };
}
export type Deliveries = ReturnType<typeof useDeliveries>;
