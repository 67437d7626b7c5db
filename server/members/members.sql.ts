import type { TenantTransaction } from "../access/index.ts";
import { runtime } from "../runtime.ts";

/** A person with a role in the tenant. Times are RFC 3339 in UTC. */
export interface Member {
  personId: string;
  name: string;
  email: string;
  role: string;
  since: string;
  hasSecondFactor: boolean;
  /** When a session of theirs was last used, in whatever tenant; null before the first sign-in. */
  lastSeenAt: string | null;
  /** Sessions that are live now. */
  sessions: number;
}

interface Row {
  person_id: string;
  name: string;
  email: string;
  role: string;
  created_at: Date;
  has_second_factor: boolean;
  last_seen_at: Date | null;
  sessions: number;
}

/**
 * The tenant's members by name, or the one of `personId`. Over membership_pkey from the tenant on, then one look-up each in
 * person_pkey, second_factor_pkey and session_person_id_idx (twice). Locks nothing.
 */
export async function readMembers(tx: TenantTransaction, personId?: string): Promise<Member[]> {
  const rows = await tx.run<Row>(
    `SELECT m.person_id, p.name, p.email, m.role, m.created_at,
            EXISTS (SELECT FROM second_factor f WHERE f.person_id = m.person_id AND f.confirmed_at IS NOT NULL) AS has_second_factor,
            (SELECT max(s.last_seen_at) FROM session s WHERE s.person_id = m.person_id) AS last_seen_at,
            jsonb_array_length(sessions_of_person(m.person_id, $2::timestamptz)) AS sessions
       FROM membership m JOIN person p ON p.id = m.person_id
      WHERE m.tenant_id = $1::uuid AND ($3::text IS NULL OR m.person_id::text = $3::text)
      ORDER BY lower(p.name), m.person_id`,
    [tx.tenantId, runtime().clock.now(), personId ?? null],
  );
  return rows.map((row) => ({
    personId: row.person_id,
    name: row.name,
    email: row.email,
    role: row.role,
    since: row.created_at.toISOString(),
    hasSecondFactor: row.has_second_factor,
    lastSeenAt: row.last_seen_at?.toISOString() ?? null,
    sessions: row.sessions,
  }));
}

/**
 * Whoever changes who is a member holds the tenant's row until its transaction ends, so that the last owner and the number of members
 * are counted one after the other. FOR NO KEY UPDATE over tenant_pkey: references to the tenant go on.
 */
export async function lockMembers(tx: TenantTransaction): Promise<void> {
  await tx.run("SELECT id FROM tenant WHERE id = $1::uuid FOR NO KEY UPDATE", [tx.tenantId]);
}
