import { log } from "../log.ts";
import { placeOf } from "../places/index.ts";
import { runtime } from "../runtime.ts";
import type { TenantContext } from "./context.ts";
import type { TrailAction } from "./trail-actions.ts";
import { type TrailDetails, trailDraft } from "./trail-draft.ts";

interface Window {
  context: TenantContext;
  action: TrailAction;
  details: TrailDetails;
  count: number;
}

const WINDOW_MS = 60_000;
/** From here on the addresses of one caller are not told apart any more, so that nobody fills the trail by coming from many. */
const ADDRESSES_MAX = 20;
const windows = new Map<string, Window>();
/** How many addresses of a caller are told apart for now. */
const addresses = new Map<string, number>();

/**
 * Records what a caller was refused: the first time at once, then one event a minute with a count (`metadata.count`), so that a
 * guesser cannot flood the trail. Alike are the same caller, action and `reason` in the same tenant, and the first 20 addresses apart.
 * Resolves when the first is
 * stored, at once for the others; a failure is logged and thrown to whoever waits.
 */
export function recordCollapsed(
  context: TenantContext,
  action: TrailAction,
  reason: string,
  details: TrailDetails,
): Promise<void> {
  const alike = JSON.stringify([context.tenantId, context.caller.id, action, reason]);
  const own = `${alike} ${context.origin.ip ?? ""}`;
  const told = addresses.get(alike) ?? 0;
  const mark = windows.has(own) || told < ADDRESSES_MAX ? own : alike;
  const open = windows.get(mark);
  if (open) {
    open.count++;
    return Promise.resolve();
  }
  if (mark === own) addresses.set(alike, told + 1);
  const window = { context, action, details: { ...details, metadata: { ...details.metadata, reason } }, count: 0 };
  windows.set(mark, window);
  setTimeout(() => {
    closeWindow(mark);
    if (mark !== own) return;
    const left = (addresses.get(alike) ?? 1) - 1;
    if (left > 0) addresses.set(alike, left);
    else addresses.delete(alike);
  }, WINDOW_MS).unref();
  return append(window, 1);
}

function closeWindow(mark: string): void {
  const window = windows.get(mark);
  windows.delete(mark);
  if (window && window.count > 0) append(window, window.count).catch(() => {});
}

async function append({ context, action, details }: Window, count: number): Promise<void> {
  const { committer, clock } = runtime();
  const { caller, origin } = context;
  const metadata = { ...details.metadata, count };
  const draft = trailDraft(context, action, { outcome: "denied", ...details, metadata }, clock.now());
  const location = origin.ip ? placeOf(origin.ip) : null;
  // The key does not work, or not for this: it is counted all the same.
  const use = {
    keyId: caller.id,
    secretHash: null,
    requests: 0,
    rows: 0,
    refusals: count,
    ...(origin.ip ? { ip: origin.ip } : {}),
    ...(location ? { location } : {}),
  };
  try {
    await committer.append(context.tenantId, {
      items: [{ draft, keyId: "sealtrail" }],
      atomic: true,
      ...(caller.type === "key" ? { uses: [use] } : {}),
    });
  } catch (error) {
    log.error({ err: error, caller: caller.id, action, count }, "refusal not recorded");
    throw error;
  }
}
