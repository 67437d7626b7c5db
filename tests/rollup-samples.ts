import fc from "fast-check";
import { expect } from "vitest";
import { readsIn } from "#components/events/query-text.ts";
import type { TenantContext } from "#server/access/index.ts";
import type { EventInput } from "#server/event-format/index.ts";
import { getFacet, getHistogram } from "#server/events/index.ts";
import type { EventLink } from "#server/rollups/index.ts";
import { anyEvent } from "./event-samples.ts";
import { sendEvents, type TestTenant } from "./tenant.ts";

const QUARTER_MS = 900_000;
const DAY_MS = 86_400_000;

/** Events that are easily taken for one another, of the 40 days until `untilMs`, a third of them about things that may be secrets. */
export function countedSamples(count: number, seed: number, untilMs: number): EventInput[] {
  const secretTypes = ["secret", "API_KEY", "certificate", "prod", "vault"];
  return fc.sample(anyEvent, { numRuns: count, seed }).map((event, i) => {
    const backMs = ((i * 7_919 + seed) % (40 * 96)) * QUARTER_MS + ((i * 131) % 900) * 1_000;
    const targets = event.targets?.map((target, at) =>
      (i + at) % 3 === 0 ? { ...target, type: secretTypes[(i + at) % secretTypes.length]! } : target,
    );
    return {
      ...event,
      ...(targets ? { targets } : {}),
      ...(i % 5 === 0 ? { action: ["secret.rotate", "Secret.Read", "secret.update"][i % 3]! } : {}),
      occurred_at: new Date(untilMs - backMs).toISOString(),
    } as EventInput;
  });
}

export async function fill(tenant: TestTenant, events: readonly EventInput[]): Promise<void> {
  for (let at = 0; at < events.length; at += 100) await sendEvents(tenant.ingest, events.slice(at, at + 100));
}

const rangeOf = ({ from, to }: EventLink) => ({
  from: new Date(from ?? "2020-01-01T00:00:00Z"),
  to: new Date(to ?? Date.now() + 400 * DAY_MS),
});

/** How many events a link finds: by its own word on reads, as programs ask, and on the Events page, which goes by the query. */
export async function countBehind(context: TenantContext, link: EventLink | null): Promise<number> {
  const { q, reads } = demandLink(link);
  const found = await countIn(context, demandLink(link), reads);
  if (readsIn(q) !== reads) expect([q, await countIn(context, demandLink(link), readsIn(q))]).toEqual([q, found]);
  return found;
}

function demandLink(link: EventLink | null): EventLink {
  expect(link).not.toBeNull();
  return link!;
}

async function countIn(context: TenantContext, link: EventLink, reads: EventLink["reads"]): Promise<number> {
  const input = { q: link.q, ...rangeOf(link), interval: "28d", reads } as const;
  const { buckets, is_lower_bound } = await getHistogram(context, input);
  expect(is_lower_bound).toBe(false);
  return buckets.reduce((sum, one) => sum + one.success + one.failure + one.denied + one.unknown, 0);
}

/** How many actors the events behind a link have. */
export async function actorsBehind(context: TenantContext, of: EventLink | null): Promise<number> {
  const link = demandLink(of);
  const input = { q: link.q, ...rangeOf(link), field: "actor.id", limit: 100, reads: link.reads } as const;
  return (await getFacet(context, input)).values.length;
}
