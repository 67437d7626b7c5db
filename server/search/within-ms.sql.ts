import type { TenantTransaction } from "../access/index.ts";
import { isStoppedStatement } from "../outage.ts";

/**
 * Runs reads of the transaction, each statement for at most `ms`; undefined when the time was up. The savepoint that it goes back to in
 * the end keeps the transaction usable and restores the setting; no lock.
 */
export async function withinMs<T>(tx: TenantTransaction, ms: number, read: () => Promise<T>): Promise<T | undefined> {
  if (ms < 1) return undefined;
  await tx.run("SAVEPOINT within_ms", []);
  await tx.run("SELECT set_config('statement_timeout', $1, true)", [String(Math.ceil(ms))]);
  try {
    return await read();
  } catch (error) {
    if (isStoppedStatement(error)) return undefined;
    throw error;
  } finally {
    await goBack(tx);
  }
}

/** A statement that just ended may still be stopped: the stop then meets the way back, which is gone once more. */
async function goBack(tx: TenantTransaction): Promise<void> {
  const back = () => tx.run("ROLLBACK TO SAVEPOINT within_ms", []);
  await back().catch((error) => (isStoppedStatement(error) ? back() : Promise.reject(error)));
}
