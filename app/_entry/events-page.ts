import "server-only";
import { boundsOf, type EventsAddress } from "#components/events/address.ts";
import { readsIn } from "#components/events/query-text.ts";
import type { FirstPage } from "#components/events/use-event-list.ts";
import type { TenantContext } from "#server/access/index.ts";
import { getEvent, listEvents } from "#server/events/index.ts";
import { getLedgerSeal } from "#server/proofs/index.ts";
import { attempt } from "./fault.ts";

const FIRST_ROWS = 100;

/** The first page of the list, so that it stands in the page before any script runs. */
export async function firstPage(
  context: TenantContext,
  address: EventsAddress,
): Promise<{ first: FirstPage; vkey: string | null }> {
  const endpoint = context.origin.endpoint ?? "";
  const nowMs = Date.now();
  const { from, to } = boundsOf(address, nowMs);
  // Read before the list: the tail begins here, so that nothing falls between the two.
  const seal = await attempt(endpoint, () => getLedgerSeal(context));
  const page = await attempt(endpoint, () =>
    listEvents(context, {
      q: address.q,
      reads: readsIn(address.q),
      limit: FIRST_ROWS,
      ...(from ? { from: new Date(from) } : {}),
      ...(to ? { to: new Date(to) } : {}),
    }),
  );
  const first = {
    address,
    nowMs,
    rows: page.value?.records ?? [],
    nextCursor: page.value?.next_cursor ?? null,
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
