import { PERMISSIONS, type TenantTransaction } from "../access/index.ts";
import { type Key, readKeys } from "../keys/index.ts";
import { type Member, readMembers } from "../members/index.ts";
import { type FoundRole, findRole, viewWords } from "../roles/index.ts";
import type { KeySubject, MemberSubject } from "./schemas.ts";

const DAY_MS = 86_400_000;
const USE_DAYS = 90;

/** How a key or a membership ended. */
export type End = "revoked" | "expired" | "left";

/** What a review is about, as it is now. */
export interface Subjects {
  /** Keys that are neither revoked nor expired, by id. */
  keys: Map<string, KeySubject>;
  members: Map<string, MemberSubject>;
  /** Keys that have ended, by id. */
  ended: Map<string, "revoked" | "expired">;
  /** Live sessions of each member. */
  sessions: Map<string, number>;
}

/** Every key and member of the tenant with what each may do and see. */
export async function readSubjects(tx: TenantTransaction, now: Date): Promise<Subjects> {
  const all = await readKeys(tx, now);
  const requests = await requestsOf(tx, now);
  const members = await readMembers(tx);
  const roles = new Map<string, FoundRole>();
  for (const name of new Set(members.map((member) => member.role))) roles.set(name, await findRole(tx, name));
  const hasEnded = (key: Key) => key.state === "revoked" || key.state === "expired";
  return {
    keys: new Map(
      all.filter((key) => !hasEnded(key)).map((key) => [key.id, keySubject(key, requests.get(key.id) ?? 0)]),
    ),
    members: new Map(members.map((one) => [one.personId, memberSubject(one, roles.get(one.role)!)])),
    ended: new Map(all.filter(hasEnded).map((key) => [key.id, key.state as "revoked" | "expired"])),
    sessions: new Map(members.map((one) => [one.personId, one.sessions])),
  };
}

/** Over the primary key of key_hour (tenant_id, key_id, hour). */
async function requestsOf(tx: TenantTransaction, now: Date): Promise<Map<string, number>> {
  const sums = await tx.db.keyHour.groupBy({
    by: ["keyId"],
    where: { tenantId: tx.tenantId, hour: { gte: new Date(now.getTime() - USE_DAYS * DAY_MS) } },
    _sum: { requests: true },
  });
  return new Map(sums.map(({ keyId, _sum }) => [keyId, Number(_sum.requests ?? 0)]));
}

function keySubject(key: Key, requests: number): KeySubject {
  return {
    name: key.name,
    kind: key.kind,
    purpose: key.purpose,
    recipient: key.recipient,
    owner: key.owner?.name ?? null,
    role: key.role,
    rights: key.permissions,
    sees: key.words,
    expires_at: key.expiresAt,
    state: key.state,
    last_used_at: key.lastUsedAt,
    requests_90_days: requests,
  };
}

function memberSubject(member: Member, { permissions, view }: FoundRole): MemberSubject {
  return {
    name: member.name,
    email: member.email,
    role: member.role,
    rights: PERMISSIONS.filter((right) => permissions.has(right)),
    sees: viewWords(view),
    since: member.since,
    second_factor: member.hasSecondFactor,
    last_seen_at: member.lastSeenAt,
  };
}

/** What comes and goes by mere use says nothing about access. */
const BY_USE = new Set(["last_used_at", "requests_90_days", "last_seen_at", "state"]);

/** The fields of a subject that are otherwise by now. */
export function changedFields(then: KeySubject | MemberSubject, now: KeySubject | MemberSubject): string[] {
  const known = new Map<string, unknown>(Object.entries(then));
  return Object.entries(now)
    .filter(([field, value]) => !BY_USE.has(field) && JSON.stringify(known.get(field)) !== JSON.stringify(value))
    .map(([field]) => field);
}
