import { useState } from "react";
import { boundsOf, type EventsAddress } from "../events/address.ts";
import { inPlace } from "../events/columns.ts";
import { readsIn } from "../events/query-text.ts";
import type { EventList } from "../events/use-event-list.ts";
import type { Layout } from "../events/view-state.ts";
import { useServerClock } from "../frame/clock.tsx";
import type { Selection } from "./export-api.ts";

interface Options {
  address: EventsAddress;
  timeZone: string;
  list: Pick<EventList, "isStale" | "bounds">;
  layout: Layout;
}

/** What is on the screen, held fast while somebody exports it; null while nobody does. */
export function useExportChoice({ address, timeZone, list, layout }: Options) {
  const [selection, setSelection] = useState<Selection | null>(null);
  const clock = useServerClock();
  return {
    selection,
    open: () =>
      setSelection({
        q: address.q,
        order: address.order,
        reads: readsIn(address.q),
        timeZone,
        columns: inPlace(layout.columns, layout.pins),
        ...(list.isStale ? boundsOf(address, clock.now()) : list.bounds),
      }),
    close: () => setSelection(null),
  };
}
