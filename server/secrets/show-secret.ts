import { DAY_MS, linkOf, type SecretActorRow, type SecretRule } from "../rollups/index.ts";
import type { SecretPolicy } from "./schemas.ts";
import type { Secret, SecretRotation } from "./secret.ts";
import type { DueSecret } from "./secrets.sql.ts";

const iso = (ms: number) => new Date(ms).toISOString();
const isoOrNull = (ms: number | null) => (ms === null ? null : iso(ms));

/** Whole days since an instant; negative before it. */
export const daysSince = (ms: number, nowMs: number) => Math.floor((nowMs - ms) / DAY_MS);

const useOf = (ms: number | null, by: SecretActorRow | null, seq: number | null) =>
  ms === null || by === null || seq === null ? null : { at: iso(ms), by, seq };

export function rotationOf({ days, source, since, sinceMs, dueMs }: DueSecret, nowMs: number): SecretRotation {
  const daysOver = dueMs === null ? null : daysSince(dueMs, nowMs);
  return {
    ...{ days, source, since, sinceAt: iso(sinceMs), dueAt: isoOrNull(dueMs), daysOver },
    isOverdue: dueMs !== null && dueMs <= nowMs,
    isWaiting: days !== null && dueMs === null,
  };
}

/** A row as people see it. */
export function showSecret(
  row: DueSecret,
  { policy, rule, nowMs }: { policy: SecretPolicy; rule: SecretRule; nowMs: number },
): Secret {
  const unusedDays = daysSince(row.lastReadMs ?? row.createdMs ?? row.firstMs, nowMs);
  const link = (use?: "read" | "rotation") => linkOf(rule.queryFor(row, use), null);
  return {
    type: row.type,
    id: row.targetId,
    name: row.name,
    environment: row.environment,
    environments: Object.entries(row.environments)
      .sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
      .map(([name]) => name),
    firstSeenAt: iso(row.firstMs),
    lastSeenAt: iso(row.lastMs),
    createdAt: isoOrNull(row.createdMs),
    deletedAt: isoOrNull(row.deletedMs),
    lastRead: useOf(row.lastReadMs, row.lastReadBy, row.lastReadSeq),
    lastRotated: useOf(row.lastRotatedMs, row.lastRotatedBy, row.lastRotatedSeq),
    ...{ reads: row.reads, rotations: row.rotations, events: row.events, people: row.people, services: row.services },
    isReadersLowerBound: row.readsLetGo > 0 || row.unnamedReadMs !== null,
    unnamedUntil: isoOrNull(row.unnamedReadMs),
    isLowerBound: row.isLowerBound,
    rotation: rotationOf(row, nowMs),
    unusedDays,
    isUnused: unusedDays >= policy.unusedDays,
    outside: row.outside,
    readsLink: link("read"),
    rotationsLink: link("rotation"),
    eventsLink: link(),
  };
}
