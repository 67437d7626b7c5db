import type { TenantContext } from "../access/index.ts";
import { parseInput } from "../parse-input.ts";
import { hasLetGo, readFreshness, SecretRule } from "../rollups/index.ts";
import { runtime } from "../runtime.ts";
import { inSecrets } from "./in-secrets.ts";
import { readPolicy } from "./policy.ts";
import { recentReads } from "./recent-reads.sql.ts";
import { type ListSecretsInput, listSecretsInput } from "./schemas.ts";
import type { SecretList } from "./secret.ts";
import { countSecrets, selectSecrets } from "./secrets.sql.ts";
import { showSecret } from "./show-secret.ts";

/** A page of the tenant's secrets, and how many of those that are searched for fit each filter. Needs a view that hides nothing; AppError `forbidden` else. */
export async function listSecrets(context: TenantContext, input: ListSecretsInput = {}): Promise<SecretList> {
  const wanted = parseInput(listSecretsInput, input);
  const now = runtime().clock.now();
  return inSecrets(context, "events.read", async (tx) => {
    const { policy } = await readPolicy(tx);
    const { environment, ...rest } = wanted;
    const rows = await selectSecrets(tx, { ...rest, environment, policy, now, limit: wanted.limit + 1 });
    const { counts, total } = await countSecrets(tx, { policy, now, text: wanted.text, environment });
    const letGo = await hasLetGo(tx, ["secret.target"], null);
    const freshness = await readFreshness(tx, "secrets");
    const of = { policy, rule: new SecretRule(policy), nowMs: now.getTime() };
    const listed = rows.slice(0, wanted.limit);
    const recent = await recentReads(tx, listed, of);
    const secrets = listed.map((row) => ({ ...showSecret(row, of), recent: recent.get(row.id)! }));
    tx.recordRead("secrets.listed", { metadata: { ...wanted, rows: secrets.length } });
    const hasMore = rows.length > wanted.limit;
    return { ...freshness, secrets, hasMore, counts, total, isLowerBound: letGo.size > 0 };
  });
}
