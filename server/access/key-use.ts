import { AppError } from "../errors.ts";
import { type KeyUseNote, keyUseParameters, NOTE_KEY_USES_SQL, type RunSql } from "../ledger/index.ts";
import { placeOf } from "../places/index.ts";
import { runtime } from "../runtime.ts";
import type { TenantContext } from "./context.ts";

/** What every door says to a request without a key that works; never why. */
export const NEEDS_KEY = "This request needs a valid key: send it as `Authorization: Bearer <token>`.";

/** The use of the context's key, for the append that records it; none for other callers. Counts the request once. */
export function keyUseNotes(context: TenantContext, counts: { rows: number; refusals?: number }): KeyUseNote[] {
  const { caller, use, origin } = context;
  if (caller.type !== "key" || !use) return [];
  const location = origin.ip ? placeOf(origin.ip) : null;
  return [
    {
      keyId: caller.id,
      secretHash: use.secretHash,
      requests: use.isRecorded ? 0 : 1,
      rows: counts.rows,
      refusals: counts.refusals ?? 0,
      ...(origin.ip ? { ip: origin.ip } : {}),
      ...(location ? { location } : {}),
    },
  ];
}

/** Notes uses in a transaction, behind its append. AppError `unauthenticated` when the key does not work any more. */
export async function noteKeyUses(run: RunSql, tenantId: string, uses: readonly KeyUseNote[]): Promise<void> {
  if (uses.length === 0) return;
  try {
    await run(NOTE_KEY_USES_SQL, [tenantId, ...keyUseParameters(uses, runtime().clock.now())]);
  } catch (cause) {
    if (!isDeadKey(cause)) throw cause;
    throw new AppError("unauthenticated", NEEDS_KEY, { cause, reason: "ended" });
  }
}

const isDeadKey = (error: unknown) => {
  const { message, meta } = error as { message?: string; meta?: unknown };
  return `${message} ${JSON.stringify(meta ?? {})}`.includes("ST002");
};
