import { Prisma } from "#generated/client.ts";
import type { AppendItem, RunSql } from "../ledger/index.ts";
import { runtime } from "../runtime.ts";
import { appendActs, withFreshStamps } from "./append-acts.ts";
import type { TenantContext } from "./context.ts";
import { QUEUE_MS_MAX, TRANSACTION_MS_MAX } from "./door.ts";
import type { TrailAction } from "./trail-actions.ts";
import { type TrailDetails, trailDraft } from "./trail-draft.ts";

/** What work on an account gets: one transaction in which no tenant is set, so that only the functions of sealtrail_access answer. */
export interface AccountTransaction {
  /** The value of one function call, such as `value<boolean>("session_revoke($1::uuid, $2::timestamptz)", id, now)`. */
  value<Value>(call: string, ...values: unknown[]): Promise<Value>;
  /** Calls a function that returns nothing. */
  call(call: string, ...values: unknown[]): Promise<void>;
  /** Records an act in the ledger of every context, by that context's caller: in this transaction, as its last statements. */
  record(action: TrailAction, details: TrailDetails): void;
}

/**
 * Changes an account and records it in several tenants in one transaction: if it cannot be recorded in one of them, it did not happen.
 * `contexts` are the account's tenants, each with who acts there; an account without tenants has none. Ledgers are locked in the
 * order of their tenants' ids. It checks no right: for what people do to their own account, or after a verb that did.
 */
export async function inAccount<T>(
  contexts: readonly TenantContext[],
  work: (tx: AccountTransaction) => Promise<T>,
): Promise<T> {
  const { database, clock, signer } = runtime();
  const inOrder = [...contexts].sort((a, b) => (a.tenantId < b.tenantId ? -1 : 1));
  let recorded = false;
  const result = await withFreshStamps((stampedAnew) =>
    database.prisma.$transaction(
      async (db) => {
        const acts: [TrailAction, TrailDetails][] = [];
        const run: RunSql = (text, values) => db.$queryRawUnsafe(text, ...values);
        const answer = await work({
          value: async <Value>(call: string, ...values: unknown[]) =>
            (await run<{ value: Value }>(`SELECT ${call} AS value`, values))[0]!.value,
          call: async (call, ...values) => void (await db.$executeRawUnsafe(`SELECT ${call}`, ...values)),
          record: (action, details) => void acts.push([action, details]),
        });
        recorded = acts.length > 0;
        for (const context of recorded ? inOrder : []) {
          await db.$queryRaw(Prisma.sql`SELECT set_config('app.tenant_id', ${context.tenantId}, true)`);
          const items = acts.map(
            ([action, details]): AppendItem => ({
              draft: trailDraft(context, action, details, clock.now()),
              keyId: "sealtrail",
            }),
          );
          await appendActs(run, context.tenantId, items, stampedAnew);
        }
        return answer;
      },
      { timeout: TRANSACTION_MS_MAX, maxWait: QUEUE_MS_MAX },
    ),
  );
  if (recorded) for (const { tenantId } of inOrder) signer.touch(tenantId);
  return result;
}
