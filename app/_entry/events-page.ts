import "server-only";
import { boundsOf, type EventsAddress } from "#components/events/address.ts";
import type { FirstPage } from "#components/events/list-state.ts";
import { readsIn } from "#components/events/query-text.ts";
import { zoneName } from "#components/events/times.ts";
import type { TenantContext } from "#server/access/index.ts";
import { getEvent, listEvents } from "#server/events/index.ts";
import { getLedgerSeal } from "#server/proofs/index.ts";
import { attempt } from "./fault.ts";

const FIRST_ROWS = 100;

/** The first page of the list, so that it stands in the page before any script runs. */
export async function firstPage(
  context: TenantContext,
  address: EventsAddress,
  tenantZone: string,
): Promise<{ first: FirstPage; vkey: string | null }> {
  const endpoint = context.origin.endpoint ?? "";
  const nowMs = Date.now();
  const { from, to } = boundsOf(address, nowMs);
  const timeZone = zoneName(address.zone, tenantZone);
  // Read before the list: the tail begins here, so that nothing falls between the two.
  const seal = await attempt(endpoint, () => getLedgerSeal(context));
  const page = await attempt(endpoint, () =>
    listEvents(context, {
      q: address.q,
      reads: readsIn(address.q),
      limit: FIRST_ROWS,
      order: address.order,
      timeZone,
      ...(from ? { from: new Date(from) } : {}),
      ...(to ? { to: new Date(to) } : {}),
    }),
  );
  const first = {
    address,
    timeZone,
    nowMs,
    rows: page.value?.records ?? [],
    nextCursor: page.value?.next_cursor ?? null,
    isPartial: page.value?.is_partial ?? false,
    searchedTo: page.value?.covered_from ?? null,
    fault: page.fault ?? null,
    ledgerSize: seal.value?.size ?? 0,
  };
  return { first, vkey: seal.value?.vkey ?? null };
}

/** The event that the address names, or why it cannot be shown. */
export async function linkedEvent(context: TenantContext, id: string) {
  const { value, fault } = await attempt(context.origin.endpoint ?? "", () => getEvent(context, id));
  if (fault) return { id, fault };
  const { seq, event, masked } = value;
  return { id, row: { seq, event, ...(masked ? { masked } : {}) } };
}
