import { hashSecret, readToken } from "#server/tokens/index.ts";
import { type DatabaseUrls, withClient } from "../database-server.ts";
import type { RotatedKey } from "./rotate-kill.ts";

interface KeyRows {
  id: string;
  present: string;
  rotated_at: Date | null;
  created_at: Date;
  secrets: { hash: string; made_at: string; replaced_at: string }[];
  /** Trail events `key.rotated` with when, in their order. */
  rotated: string[];
}

/** What of keys, their replaced secrets and the trail contradicts what was answered, or each other. */
export async function rowFaults(
  urls: DatabaseUrls,
  tenantId: string,
  keys: readonly RotatedKey[],
): Promise<{ faults: string[]; inEffect: number; ledgerEvents: number }> {
  return withClient(urls.superuser, async (client) => {
    const { rows } = await client.query<KeyRows>(
      `SELECT k.id, encode(k.secret_hash, 'hex') AS present, k.rotated_at, k.created_at,
              COALESCE((SELECT jsonb_agg(jsonb_build_object('hash', encode(s.secret_hash, 'hex'), 'made_at', s.made_at, 'replaced_at', s.replaced_at)
                                         ORDER BY s.replaced_at, s.made_at)
                          FROM key_secret s WHERE s.tenant_id = k.tenant_id AND s.key_id = k.id), '[]') AS secrets,
              ARRAY(SELECT body::jsonb->'changes'->0->>'after' FROM event e
                     WHERE e.tenant_id = k.tenant_id AND action = 'key.rotated' AND body::jsonb->'targets'->0->>'id' = k.id ORDER BY seq) AS rotated
         FROM provisioning_key k WHERE k.tenant_id = $1 AND k.id = ANY ($2)`,
      [tenantId, keys.map((key) => key.id)],
    );
    const found = new Map(rows.map((row) => [row.id, row]));
    const { rows: sizes } = await client.query<{ size: string }>("SELECT size FROM ledger WHERE tenant_id = $1", [
      tenantId,
    ]);
    return {
      faults: keys.flatMap((key) => {
        const row = found.get(key.id);
        return row ? faultsOf(key, row).map((fault) => `${key.id}: ${fault}`) : [`${key.id} is not there`];
      }),
      inEffect: rows.reduce((sum, row) => sum + row.secrets.length, 0),
      ledgerEvents: Number(sizes[0]!.size),
    };
  });
}

const ms = (time: string | Date | null) => (time === null ? null : new Date(time).getTime());

export function faultsOf(key: RotatedKey, row: KeyRows): string[] {
  const { secrets, present, rotated } = row;
  const faults: string[] = [];
  const hashes = new Set([present, ...secrets.map((secret) => secret.hash)]);
  if (hashes.size !== secrets.length + 1) faults.push("a secret is there twice");
  for (const [i, token] of key.tokens.entries())
    if (!hashes.has(hashSecret(readToken(token)!.secret).toString("hex"))) faults.push(`secret ${i} is not there`);
  const answered = key.tokens.length - 1;
  if (secrets.length < answered || secrets.length > answered + key.unanswered)
    faults.push(`${secrets.length} rotations took effect, ${answered} were answered and ${key.unanswered} were not`);
  if (rotated.length !== secrets.length)
    faults.push(`${rotated.length} rotations are in the trail, ${secrets.length} took effect`);
  secrets.forEach((secret, i) => {
    const since = i === 0 ? row.created_at : secrets[i - 1]!.replaced_at;
    if (ms(secret.made_at) !== ms(since)) faults.push(`secret ${i} was not made when the one before it was replaced`);
    if (rotated[i] !== undefined && ms(rotated[i]) !== ms(secret.replaced_at))
      faults.push(`rotation ${i} is in the trail with another time than in its row`);
  });
  if (ms(row.rotated_at) !== ms(secrets.at(-1)?.replaced_at ?? null))
    faults.push("the present secret was not made when the last one was replaced");
  return faults;
}
