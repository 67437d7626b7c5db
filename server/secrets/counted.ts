import { setTimeout as sleep } from "node:timers/promises";
import { inTenant, type TenantContext, type TenantTransaction } from "../access/index.ts";
import { readHead } from "../ledger/index.ts";
import { claimCursor, type RollupCursor, SecretRule } from "../rollups/index.ts";
import { runtime } from "../runtime.ts";
import { readReceivedAt } from "../search/index.ts";
import { readPolicy } from "./policy.ts";
import type { SecretPolicy } from "./schemas.ts";

const BEHIND_MS_MAX = 60_000;
const CLAIM_TRIES = 50;
const CLAIM_AGAIN_MS = 100;

/**
 * Does something while nothing is counted, if what is known of secrets can be gone by: the counts follow the rule in force, and whatever is not counted
 * yet came within the last minute. Otherwise a rotation, or the secret itself, may be among what is not counted. Undefined where it was not done, also
 * when others have been counting for five seconds. `work` has to be short, since it keeps the counting waiting.
 */
export async function whenCounted<T>(
  context: TenantContext,
  work: (tx: TenantTransaction, policy: SecretPolicy) => Promise<T>,
): Promise<T | undefined> {
  for (let tries = CLAIM_TRIES; tries > 0; tries--) {
    const done = await inTenant(context, "alerts.triage", async (tx): Promise<{ value: T | undefined } | undefined> => {
      const cursor = await claimCursor(tx);
      if (!cursor) return undefined;
      const { policy } = await readPolicy(tx);
      return { value: (await isCounted(tx, cursor, policy)) ? await work(tx, policy) : undefined };
    });
    if (done) return done.value;
    await sleep(CLAIM_AGAIN_MS);
  }
  return undefined;
}

/** Whether what is known of secrets can be gone by where the counts stand at the cursor. Primary keys, and the event after it. */
export async function isCounted(
  tx: TenantTransaction,
  { epoch, nextSeq, secretSeq, secretRule }: RollupCursor,
  policy: SecretPolicy,
): Promise<boolean> {
  const head = await readHead(tx.run, tx.tenantId);
  if (epoch !== head.epoch || secretRule !== new SecretRule(policy).key || secretSeq !== nextSeq) return false;
  if (nextSeq >= head.size) return true;
  if (nextSeq === 0) return false;
  const since = await readReceivedAt(tx, nextSeq);
  return since !== undefined && since.getTime() > runtime().clock.now().getTime() - BEHIND_MS_MAX;
}
