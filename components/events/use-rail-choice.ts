import { useCallback, useEffect, useState } from "react";
import { RAIL_FIRST, type RailChoice, readRailChoice } from "./facet-fields.ts";

const nameOf = (tenant: string) => `sealtrail.facets.${tenant}`;

/** What this browser keeps of the rail for a tenant; the first choice until it has been read. */
export function useRailChoice(tenant: string) {
  const [choice, setChoice] = useState<RailChoice | undefined>();
  useEffect(() => {
    try {
      setChoice(readRailChoice(localStorage.getItem(nameOf(tenant))));
    } catch {
      setChoice(RAIL_FIRST);
    }
  }, [tenant]);
  const choose = useCallback(
    (next: RailChoice) => {
      setChoice(next);
      try {
        localStorage.setItem(nameOf(tenant), JSON.stringify(next));
      } catch {
        // A browser that keeps nothing still shows it until the page is left.
      }
    },
    [tenant],
  );
  return { choice: choice ?? RAIL_FIRST, isRead: choice !== undefined, choose };
}
