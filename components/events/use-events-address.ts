import { usePathname, useSearchParams } from "next/navigation";
import { useCallback, useMemo, useRef } from "react";
import { type Change, type EventsAddress, parseAddress, withChange, writeAddress } from "./address.ts";

export type Go = (change: Change, how?: "push" | "replace") => void;

/** The address bar as state: `go` changes it without asking the server for a page; `replace` leaves no trace for the back button. */
export function useEventsAddress() {
  const path = usePathname();
  const parameters = useSearchParams();
  const { address, faults } = useMemo(() => parseAddress((name) => parameters.get(name)), [parameters]);
  // Ahead of the drawn address between two changes in one go, so that the second does not undo the first.
  const latest = useRef({ drawn: address, address });
  if (latest.current.drawn !== address) latest.current = { drawn: address, address };
  const hrefOf = useCallback((next: EventsAddress) => `${path}${writeAddress(next)}`, [path]);
  const go = useCallback<Go>(
    (change, how = "push") => {
      const next = withChange(latest.current.address, change);
      latest.current.address = next;
      const href = hrefOf(next);
      if (how === "push") window.history.pushState(null, "", href);
      else window.history.replaceState(null, "", href);
    },
    [hrefOf],
  );
  return { address, faults, go, hrefOf };
}
