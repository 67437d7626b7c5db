import { useDisclosure } from "@mantine/hooks";
import { type ReactNode, useEffect, useRef } from "react";
import { useServerClock } from "../frame/clock.tsx";
import type { EventsAddress } from "./address.ts";
import { eventsIn } from "./explore-data.ts";
import type { Edit } from "./facet-query.ts";
import { FacetRail, FiltersButton } from "./facet-rail.tsx";
import classes from "./histogram.module.css";
import { Histogram } from "./histogram.tsx";
import { zoomedOut } from "./histogram-range.ts";
import type { NameBook } from "./name-book.ts";
import type { QueryTotal } from "./query-bar.tsx";
import type { EventList } from "./use-event-list.ts";
import type { Go } from "./use-events-address.ts";
import { useExplore } from "./use-explore.ts";
import type { LiveRows } from "./use-live-rows.ts";
import { useRailChoice } from "./use-rail-choice.ts";

interface Options {
  tenant: string;
  address: EventsAddress;
  timeZone: string;
  list: EventList;
  live: LiveRows;
  names: NameBook;
  go: Go;
}

/** What stands around the list: the histogram above, the rail at its left. */
export function useExploreParts({ tenant, address, timeZone, list, live, names, go }: Options): {
  histogram: ReactNode;
  rail: ReactNode;
  total: QueryTotal | undefined;
} {
  const { choice, choose } = useRailChoice(tenant);
  const [isDrawerOpen, drawer] = useDisclosure(false);
  const clock = useServerClock();
  const explore = useExplore({
    tenant,
    address,
    timeZone,
    fields: choice.fields.filter((field) => !choice.closed.includes(field)),
    arrived: list.isStale ? undefined : `${list.rows[0]?.event.id} ${live.waitingCount} ${live.isOver}`,
  });
  const { data } = explore;
  useEffect(() => {
    for (const { field, values } of data?.facets ?? [])
      for (const { value, label } of values) if (label) names.learn(field, value, label);
  }, [data, names]);
  // Ahead of the drawn query between two keys in quick succession, so that the second does not undo the first.
  const latest = useRef({ drawn: address.q, q: address.q });
  if (latest.current.drawn !== address.q) latest.current = { drawn: address.q, q: address.q };
  const onEdit: Edit = (change) => {
    latest.current.q = change(latest.current.q);
    go({ q: latest.current.q });
  };
  const out = data && zoomedOut(address, data.histogram, clock.now());
  return {
    total: data && {
      count: eventsIn(data.histogram),
      isLowerBound: data.histogram.is_lower_bound,
    },
    histogram: (
      <div className={classes.place}>
        <Histogram
          data={data?.histogram}
          previous={data?.previous ?? null}
          timeZone={timeZone}
          isOpen={address.to === undefined}
          isStale={explore.isStale}
          fault={explore.fault}
          onRange={go}
          onZoomOut={out && (() => go(out))}
          onRetry={explore.retry}
        >
          <FiltersButton onClick={drawer.open} />
        </Histogram>
      </div>
    ),
    rail: (
      <FacetRail
        tenant={tenant}
        address={address}
        timeZone={timeZone}
        explore={explore}
        choice={choice}
        onChoice={choose}
        names={names}
        onEdit={onEdit}
        isDrawerOpen={isDrawerOpen}
        onDrawerClose={drawer.close}
      />
    ),
  };
}
