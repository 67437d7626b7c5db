import type { TenantContext } from "../access/index.ts";
import { trailDraft } from "../access/index.ts";
import { log } from "../log.ts";
import { runtime } from "../runtime.ts";

interface Window {
  context: TenantContext;
  reason: string;
  count: number;
}

const WINDOW_MS = 60_000;
const windows = new Map<string, Window>();

/** Records that a key was refused: the first time at once, then one event a minute with a count, so that a guesser cannot flood the trail. */
export function recordRefusal(context: TenantContext, reason: string): void {
  const mark = `${context.tenantId} ${context.caller.id} ${reason}`;
  const open = windows.get(mark);
  if (open) {
    open.count++;
    return;
  }
  windows.set(mark, { context, reason, count: 0 });
  append(context, reason, 1);
  setTimeout(() => closeWindow(mark), WINDOW_MS).unref();
}

function closeWindow(mark: string): void {
  const window = windows.get(mark);
  windows.delete(mark);
  if (window && window.count > 0) append(window.context, window.reason, window.count);
}

function append(context: TenantContext, reason: string, count: number): void {
  const { committer, clock } = runtime();
  const { caller } = context;
  const draft = trailDraft(
    context,
    "key.refused",
    { outcome: "denied", targets: [{ type: "key", id: caller.id }], metadata: { reason, count } },
    clock.now(),
  );
  committer.append(context.tenantId, { items: [{ draft, keyId: "sealtrail" }], atomic: true }).catch((error) => {
    log.error({ err: error, key: caller.id, reason, count }, "refusal not recorded");
  });
}
