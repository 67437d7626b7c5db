import { setImmediate as breathe } from "node:timers/promises";
import type { SealedEvent } from "#tlog";
import { inTenant, systemContext, type TenantTransaction } from "../access/index.ts";
import { type Block, packBlocks } from "./blocks.ts";
import { readIndexable } from "./indexable.sql.ts";
import { mergeSegments } from "./merge-segments.ts";
import { buildSegment, type Segment } from "./segment.ts";
import {
  deleteIndex,
  deleteRetired,
  indexedTo,
  listSegments,
  loadSegment,
  lockIndex,
  retireSegments,
  type SegmentName,
  saveSegment,
} from "./segments.sql.ts";

/** Fewer new events than this wait: searches look at them one by one. */
export const INDEXED_FROM = 512;
const PAGE_EVENTS = 2_048;

/** How the index is cut into segments: events of a new one at least and at most, how many are merged to one, and how large that may be. */
export interface SegmentSizes {
  from: number;
  to: number;
  merged: number;
  max: number;
}
const SIZES: SegmentSizes = { from: INDEXED_FROM, to: 8_192, merged: 8, max: 262_144 };

const inIndex = <T>(tenantId: string, work: (tx: TenantTransaction) => Promise<T>) =>
  inTenant(systemContext(tenantId, "search", ["events.read"]), "events.read", work);

/**
 * Brings a tenant's search index up to its ledger, but for fewer than 512 events, and merges what has grown. Every step is a transaction
 * that follows from the events alone: whatever stops it, the next call goes on. Gives the seq that the index ends before.
 */
export async function indexLedger(
  tenantId: string,
  isStopping: () => boolean = () => false,
  sizes: SegmentSizes = SIZES,
): Promise<number> {
  for (;;) {
    const isCaughtUp = !(await addSegment(tenantId, sizes));
    while (!isStopping() && (await mergeOnce(tenantId, sizes)));
    if (isCaughtUp || isStopping()) return inIndex(tenantId, indexedTo);
  }
}

/** Makes the index anew, from the first event on. */
export async function rebuildIndex(tenantId: string, sizes: SegmentSizes = SIZES): Promise<number> {
  await inIndex(tenantId, async (tx) => {
    await lockIndex(tx);
    await deleteIndex(tx);
  });
  return indexLedger(tenantId, undefined, sizes);
}

/** Whether a segment was added and more may wait. */
async function addSegment(tenantId: string, sizes: SegmentSizes): Promise<boolean> {
  const { first, events } = await inIndex(tenantId, async (tx) => {
    const first = await indexedTo(tx);
    const events: SealedEvent[] = [];
    for (let more = true; more && events.length < sizes.to; ) {
      const limit = Math.min(PAGE_EVENTS, sizes.to - events.length);
      const page = await readIndexable(tx, first + events.length, limit);
      for (const body of page) events.push(JSON.parse(body) as SealedEvent);
      more = page.length === limit;
      await breathe();
    }
    return { first, events };
  });
  if (events.length < sizes.from) return false;
  await replace(tenantId, buildSegment(first, events), []);
  return events.length === sizes.to;
}

/** Merges the first segments side by side that have the same level; false when there are none. */
async function mergeOnce(tenantId: string, sizes: SegmentSizes): Promise<boolean> {
  const segments = await inIndex(tenantId, async (tx) => {
    await deleteRetired(tx);
    return listSegments(tx);
  });
  const at = segments.findIndex((_, i) => isMergeable(segments.slice(i, i + sizes.merged), sizes));
  if (at < 0) return false;
  const names = segments.slice(at, at + sizes.merged);
  const parts: Segment[] = [];
  for (const name of names) parts.push(await inIndex(tenantId, (tx) => loadSegment(tx, name)));
  await replace(tenantId, mergeSegments(parts), names);
  return true;
}

function isMergeable(run: readonly (SegmentName & { level: number })[], sizes: SegmentSizes): boolean {
  const events = run.reduce((sum, { firstSeq, endSeq }) => sum + endSeq - firstSeq, 0);
  return run.length === sizes.merged && events <= sizes.max && run.every(({ level }) => level === run[0]!.level);
}

/** Puts a segment in the place of others, or at the end of the index; not at all where another worker was first. */
async function replace(tenantId: string, segment: Segment, parts: readonly SegmentName[]): Promise<void> {
  const blocks = await blocksOf(segment);
  await inIndex(tenantId, async (tx) => {
    await lockIndex(tx);
    const live = await listSegments(tx);
    const isStill =
      parts.length === 0
        ? (live.at(-1)?.endSeq ?? 0) === segment.firstSeq
        : parts.every((part) => live.some((one) => one.firstSeq === part.firstSeq && one.endSeq === part.endSeq));
    if (!isStill) return;
    if (parts.length > 0) await retireSegments(tx, parts);
    await saveSegment(tx, segment, blocks);
  });
}

const BLOCKS_AT_ONCE = 50;

/** The dictionary is made, or merged, before there is a transaction that waits for it; others get their turn meanwhile. */
async function blocksOf({ dictionary }: Segment): Promise<Block[]> {
  const blocks: Block[] = [];
  for (const block of packBlocks(dictionary)) if (blocks.push(block) % BLOCKS_AT_ONCE === 0) await breathe();
  return blocks;
}
