import { usePathname, useRouter } from "next/navigation";
import { useCallback, useTransition } from "react";
import {
  type AnomaliesAddress,
  type AnomaliesChange,
  withAnomaliesChange,
  writeAnomaliesAddress,
} from "./anomalies-address.ts";

/** Leads to another address of the page; what is drawn stays until the new numbers are there. */
export function useAnomaliesAddress(address: AnomaliesAddress) {
  const router = useRouter();
  const path = usePathname();
  const [isComing, start] = useTransition();
  const hrefOf = useCallback(
    (change: AnomaliesChange) => `${path}${writeAnomaliesAddress(withAnomaliesChange(address, change))}`,
    [path, address],
  );
  const go = useCallback(
    (change: AnomaliesChange, how: "push" | "replace" = "push") =>
      start(() => router[how](hrefOf(change), { scroll: false })),
    [router, hrefOf],
  );
  return { go, hrefOf, isComing };
}
export type GoToAnomalies = ReturnType<typeof useAnomaliesAddress>["go"];
