import { fromBase64Url, type PartName, partDigest, type SealedEvent, splitEvent } from "#tlog";
import { maskEvent, type ProvableEvent } from "./mask-event.ts";
import { type MaskPath, partOfMask } from "./masks.ts";

const CONTEXT = ["session_id", "request_id"];
const CONTEXT_OF_SOURCE = ["ip", "user_agent", "location", "endpoint"];
const CONTENT = ["description", "changes", "metadata", "raw", "external_id"];

/**
 * The event without each part of which something is masked, the part's digest in place of its salt: whoever checks it sees that there was
 * one, and nothing of it. The same object where nothing is masked.
 */
export function withholdParts(record: ProvableEvent, masks: readonly MaskPath[]): ProvableEvent {
  const { masked } = maskEvent(record.event, masks);
  if (masked.length === 0) return record;
  const withheld = new Set(masked.map(partOfMask));
  const { parts } = splitEvent(record.event);
  const salts = { ...record.salts };
  const digests = { ...record.digests };
  for (const part of withheld) {
    digests[part] = partDigest(part, fromBase64Url(record.salts[part]!), parts[part]);
    delete salts[part];
  }
  return { event: withoutParts(record.event, withheld), salts, digests };
}

function withoutParts(event: SealedEvent, withheld: ReadonlySet<PartName>): SealedEvent {
  const left = { ...event };
  const leaveOut = (names: readonly string[]) => {
    for (const name of names) delete (left as unknown as Record<string, unknown>)[name];
  };
  if (withheld.has("actor")) left.actor = { type: event.actor.type };
  if (withheld.has("targets") && event.targets) left.targets = event.targets.map(({ type }) => ({ type }));
  if (withheld.has("context")) {
    leaveOut([...CONTEXT, "source"]);
    const clear = Object.entries(event.source ?? {}).filter(([name]) => !CONTEXT_OF_SOURCE.includes(name));
    if (clear.length > 0) left.source = Object.fromEntries(clear);
  }
  if (withheld.has("content")) {
    leaveOut(CONTENT);
    if (event.origin) left.origin = { system: event.origin.system };
  }
  return left;
}
