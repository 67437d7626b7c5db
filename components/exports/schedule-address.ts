import { type EventsAddress, readAddress, writeAddress } from "../events/address.ts";
import { DEFAULT_COLUMNS, isColumn } from "../events/columns.ts";
import { readsIn } from "../events/query-text.ts";
import { isZone, type Zone, zoneName } from "../events/times.ts";
import type { ExportFormat, ScheduleDraft, Selection } from "./export-api.ts";
import { isFormat } from "./format-choices.ts";

type Get = (name: string) => string | null;

const ALONE = "new";

/** The page on which a scheduled export of the selection is set up. */
export function scheduleHref(tenant: string, selection: Selection, format: ExportFormat): string {
  const zone: Zone = isZone(selection.timeZone) ? selection.timeZone : "utc";
  const address: EventsAddress = {
    q: selection.q,
    range: "7d",
    order: selection.order,
    zone,
    cols: selection.columns.filter(isColumn),
  };
  const rest = writeAddress(address).replace(/^\?/, "&");
  return `/t/${encodeURIComponent(tenant)}/exports?tab=scheduled&${ALONE}=${format}${rest}`;
}

/** The schedule that such an address begins with; null for any other address. */
export function draftOf(get: Get, tenantZone: string): ScheduleDraft | null {
  const format = get(ALONE);
  if (format === null) return null;
  const { q, order, zone, cols } = readAddress(get);
  return {
    ...emptyDraft(zoneName(zone, tenantZone)),
    q,
    order,
    reads: readsIn(q),
    columns: cols ?? [...DEFAULT_COLUMNS],
    format: isFormat(format) ? format : "csv",
  };
}

export const emptyDraft = (timeZone: string): ScheduleDraft => ({
  name: "",
  period: "weekly",
  hour: 6,
  format: "csv",
  q: "",
  order: "newest",
  reads: readsIn(""),
  timeZone,
  columns: [...DEFAULT_COLUMNS],
  recipients: [],
});
