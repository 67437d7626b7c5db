import { joinEvent, splitEvent } from "#tlog";
import { maskRecord, type ProvableEvent } from "./mask-event.ts";
import { type MaskPath, partOfMask } from "./masks.ts";

/**
 * The event without each part of which something is masked, the part's digest in place of its salt: whoever checks it sees that there was
 * one, and nothing of it. The same object where nothing is masked.
 */
export function withholdParts(record: ProvableEvent, masks: readonly MaskPath[]): ProvableEvent {
  const { masked, salts, digests } = maskRecord(record, masks);
  if (!masked) return record;
  const split = splitEvent(record.event);
  for (const part of masked.map(partOfMask)) delete split.parts[part];
  return { event: joinEvent(split), salts, ...(digests ? { digests } : {}) };
}
