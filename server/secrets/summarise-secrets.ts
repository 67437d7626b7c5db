import type { TenantTransaction } from "../access/index.ts";
import { DAY_MS } from "../rollups/index.ts";
import { readPolicy } from "./policy.ts";
import { countSecrets, type SecretCounts, SOON_DAYS, selectDue } from "./secrets.sql.ts";
import { daysSince } from "./show-secret.ts";

export interface SecretSummary {
  counts: SecretCounts;
  /** The next to be rotated, those overdue first. */
  due: { type: string; id: string; name: string | null; dueAt: string; daysOver: number }[];
}

/** What the overview says of secrets. For callers whose view hides nothing: whoever calls has seen to it. */
export async function summariseSecrets(tx: TenantTransaction, now: Date, limit: number): Promise<SecretSummary> {
  const { policy } = await readPolicy(tx);
  const { counts } = await countSecrets(tx, { policy, now });
  const due = await selectDue(tx, { policy, now }, new Date(now.getTime() + SOON_DAYS * DAY_MS), limit);
  return {
    counts,
    due: due.map(({ type, targetId, name, dueMs }) => ({
      ...{
        type,
        id: targetId,
        name,
        dueAt: new Date(dueMs!).toISOString(),
        daysOver: daysSince(dueMs!, now.getTime()),
      },
    })),
  };
}
