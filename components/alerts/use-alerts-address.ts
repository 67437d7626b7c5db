import { usePathname, useRouter } from "next/navigation";
import { useCallback, useTransition } from "react";
import { type AlertsAddress, type AlertsChange, withAlertsChange, writeAlertsAddress } from "./alerts-address.ts";

/** Leads to another list; the rows that are shown stay until the new ones are there. */
export function useAlertsAddress(address: AlertsAddress) {
  const router = useRouter();
  const path = usePathname();
  const [isComing, start] = useTransition();
  const go = useCallback(
    (change: AlertsChange, how: "push" | "replace" = "push") =>
      start(() => router[how](`${path}${writeAlertsAddress(withAlertsChange(address, change))}`, { scroll: false })),
    [router, path, address],
  );
  const refresh = useCallback(() => start(() => router.refresh()), [router]);
  return { go, refresh, isComing };
}
export type GoToAlerts = ReturnType<typeof useAlertsAddress>["go"];
