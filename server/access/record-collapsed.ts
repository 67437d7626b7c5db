import { log } from "../log.ts";
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
const windows = new Map<string, Window>();

/**
 * Records what a caller was refused: the first time at once, then one event a minute with a count (`metadata.count`), so that a
 * guesser cannot flood the trail. Alike are the same caller, action and `reason` in the same tenant.
 */
export function recordCollapsed(
  context: TenantContext,
  action: TrailAction,
  reason: string,
  details: TrailDetails,
): void {
  const mark = JSON.stringify([context.tenantId, context.caller.id, action, reason]);
  const open = windows.get(mark);
  if (open) {
    open.count++;
    return;
  }
  const window = { context, action, details: { ...details, metadata: { ...details.metadata, reason } }, count: 0 };
  windows.set(mark, window);
  append(window, 1);
  setTimeout(() => closeWindow(mark), WINDOW_MS).unref();
}

function closeWindow(mark: string): void {
  const window = windows.get(mark);
  windows.delete(mark);
  if (window && window.count > 0) append(window, window.count);
}

function append({ context, action, details }: Window, count: number): void {
  const { committer, clock } = runtime();
  const metadata = { ...details.metadata, count };
  const draft = trailDraft(context, action, { outcome: "denied", ...details, metadata }, clock.now());
  committer.append(context.tenantId, { items: [{ draft, keyId: "sealtrail" }], atomic: true }).catch((error) => {
    log.error({ err: error, caller: context.caller.id, action, count }, "refusal not recorded");
  });
}
