import { keyUseNotes, type TenantContext, trailDraft } from "../access/index.ts";
import { runtime } from "../runtime.ts";

/** What became of a request with a key that recorded nothing of its own. */
export interface UseOutcome {
  outcome: "success" | "failure" | "denied";
  /** HTTP status. */
  status: number;
  /** The code of the error that was answered. */
  code?: string;
  /** Why, where the trail is told more than the caller. */
  reason?: string;
  /** The query that came. */
  q?: string;
}

/**
 * Records a request with a provisioning or management key that no verb recorded: what was refused as `key.refused`, anything else as
 * `key.used`. Resolves when it is stored for good; AppError `unauthenticated` when the key does not work any more.
 */
export async function recordUse(context: TenantContext, { outcome, ...metadata }: UseOutcome): Promise<void> {
  const { committer, clock } = runtime();
  const { id, name } = context.caller;
  const isDenied = outcome === "denied";
  const details = { outcome, targets: [{ type: "key", id, name }], metadata };
  const draft = trailDraft(context, isDenied ? "key.refused" : "key.used", details, clock.now());
  await committer.append(context.tenantId, {
    items: [{ draft, keyId: "sealtrail" }],
    atomic: true,
    uses: keyUseNotes(context, { rows: 0, refusals: isDenied ? 1 : 0 }),
  });
  if (context.use) context.use.isRecorded = true;
}
