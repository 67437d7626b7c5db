import type { z } from "zod";
import type { TenantContext, TenantTransaction } from "../access/index.ts";
import { parseInput } from "../parse-input.ts";
import { hasLetGo, readFreshness, SecretRule } from "../rollups/index.ts";
import { runtime } from "../runtime.ts";
import { inSecrets } from "./in-secrets.ts";
import { readPolicy } from "./policy.ts";
import { recentReads } from "./recent-reads.sql.ts";
import { type ListSecretsInput, listSecretsInput, type SecretPolicy } from "./schemas.ts";
import type { SecretList } from "./secret.ts";
import { countSecrets, selectSecrets } from "./secrets.sql.ts";
import { showSecret } from "./show-secret.ts";

/** A page of the tenant's secrets, and how many of those that are searched for fit each filter. Needs a view that hides nothing; AppError `forbidden` else. */
export async function listSecrets(context: TenantContext, input: ListSecretsInput = {}): Promise<SecretList> {
  const wanted = parseInput(listSecretsInput, input);
  const now = runtime().clock.now();
  const { environment, text } = wanted;
  const count = (tx: TenantTransaction, policy: SecretPolicy) => countSecrets(tx, { policy, now, text, environment });
  // Beside one another, since each goes through all of the secrets.
  const [counted, list] = await Promise.all([
    inSecrets(context, "events.read", async (tx) => count(tx, (await readPolicy(tx)).policy)),
    inSecrets(context, "events.read", (tx) => selectPage(tx, wanted, now)),
  ]);
  return { ...list, ...counted };
}

async function selectPage(
  tx: TenantTransaction,
  wanted: z.output<typeof listSecretsInput>,
  now: Date,
): Promise<Omit<SecretList, "counts" | "total">> {
  const { policy } = await readPolicy(tx);
  const { environment, ...rest } = wanted;
  const rows = await selectSecrets(tx, { ...rest, environment, policy, now, limit: wanted.limit + 1 });
  const letGo = await hasLetGo(tx, ["secret.target"], null);
  const freshness = await readFreshness(tx, "secrets");
  const of = { policy, rule: new SecretRule(policy), nowMs: now.getTime() };
  const listed = rows.slice(0, wanted.limit);
  const recent = await recentReads(tx, listed, of);
  const secrets = listed.map((row) => ({ ...showSecret(row, of), recent: recent.get(row.id)! }));
  tx.recordRead("secrets.listed", { metadata: { ...wanted, rows: secrets.length } });
  const hasMore = rows.length > wanted.limit;
  return { ...freshness, secrets, hasMore, isLowerBound: letGo.size > 0 };
}
