/**
 * Live sessions of the tenant's members with who they are; `$1` the tenant, `$2` the time. Reads membership by its primary key's first
 * column and each member's sessions by session_person_id_idx; takes no lock. A session is live by the strictest of the person's tenants.
 */
export const MEMBER_SESSIONS_SQL = `
  SELECT p.id AS person_id, p.name, p.email, m.role, e.entry
    FROM membership m
    JOIN person p ON p.id = m.person_id
   CROSS JOIN LATERAL jsonb_array_elements(sessions_of_person(m.person_id, $2::timestamptz)) AS e (entry)
   WHERE m.tenant_id = $1::uuid
   ORDER BY (e.entry->>'lastSeenAt')::timestamptz DESC, e.entry->>'id'`;
