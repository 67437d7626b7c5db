import { useMounted } from "@mantine/hooks";
import { type Zone, zoneName } from "./times.ts";

/** The IANA name behind a zone; the viewer's own is known only in the browser. */
export function useTimeZone(zone: Zone, tenantZone: string): string {
  const isMounted = useMounted();
  if (zone === "local" && isMounted) return Intl.DateTimeFormat().resolvedOptions().timeZone;
  return zoneName(zone, tenantZone);
}
