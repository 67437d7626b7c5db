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
/** From here on addresses are not told apart any more, so that nobody fills the memory by coming from many. */
const WINDOWS_BY_ADDRESS_MAX = 5_000;
const windows = new Map<string, Window>();

/**
 * Records what a caller was refused: the first time at once, then one event a minute with a count (`metadata.count`), so that a
 * guesser cannot flood the trail. Alike are the same caller, action, `reason` and address in the same tenant. Resolves when the first is
 * stored, at once for the others; a failure is logged and thrown to whoever waits.
 */
export function recordCollapsed(
  context: TenantContext,
  action: TrailAction,
  reason: string,
  details: TrailDetails,
): Promise<void> {
  const ip = windows.size < WINDOWS_BY_ADDRESS_MAX ? context.origin.ip : undefined;
  const mark = JSON.stringify([context.tenantId, context.caller.id, action, reason, ip]);
  const open = windows.get(mark);
  if (open) {
    open.count++;
    return Promise.resolve();
  }
  const window = { context, action, details: { ...details, metadata: { ...details.metadata, reason } }, count: 0 };
  windows.set(mark, window);
  setTimeout(() => closeWindow(mark), WINDOW_MS).unref();
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
