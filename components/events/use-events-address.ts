import { usePathname, useSearchParams } from "next/navigation";
import { useCallback, useMemo } from "react";
import { type EventsAddress, readAddress, writeAddress } from "./address.ts";

/** The address bar as state: `go` changes it without asking the server for a page; `replace` leaves no trace for the back button. */
export function useEventsAddress() {
  const path = usePathname();
  const parameters = useSearchParams();
  const address = useMemo(() => readAddress((name) => parameters.get(name)), [parameters]);
  const hrefOf = useCallback((next: EventsAddress) => `${path}${writeAddress(next)}`, [path]);
  const go = useCallback(
    (change: Partial<EventsAddress>, how: "push" | "replace" = "push") => {
      const next: EventsAddress = { ...address, ...change };
      for (const name of ["from", "to", "event"] as const) if (next[name] === undefined) delete next[name];
      const href = hrefOf(next);
      if (how === "push") window.history.pushState(null, "", href);
      else window.history.replaceState(null, "", href);
    },
    [address, hrefOf],
  );
  return { address, go, hrefOf };
}
