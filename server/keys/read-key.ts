import {
  type KeyKind,
  KIND_PERMISSIONS,
  PERMISSIONS,
  type Permission,
  permissionsOfKey,
  type TenantContext,
  type TenantTransaction,
} from "../access/index.ts";
import { AppError } from "../errors.ts";
import { isMasked, type MaskPath, narrowView, type Scope, type View, viewOf } from "../query/index.ts";
import { type FoundRole, findRole, viewWords } from "../roles/index.ts";
import { tokenPrefix } from "./token.ts";

export const KEY_STATES = ["active", "rotating", "suspended", "expired", "revoked"] as const;
export type KeyState = (typeof KEY_STATES)[number];
export type TenantKeyKind = Exclude<KeyKind, "platform-ingest">;

/** A key as it is shown; times are RFC 3339. */
export interface Key {
  id: string;
  kind: TenantKeyKind;
  /** The public beginning of its token, `st_prv_<id>_`. */
  prefix: string;
  name: string;
  purpose: string;
  recipient: string;
  /** Who answers for it; null for a key that Sealtrail made itself, name null for somebody who has left. */
  owner: { id: string; name: string | null } | null;
  role: string;
  /** What it may do by now: its own rights within its role. */
  permissions: Permission[];
  /** Its own scope and masks, beside those of its role. */
  scope: Scope | null;
  masks: MaskPath[];
  /** What it sees, in words: role and scope together. */
  words: string;
  addresses: string[];
  requestsPerMinute: number;
  rowsPerDay: number | null;
  rotationDays: number | null;
  state: KeyState;
  createdAt: string;
  updatedAt: string | null;
  /** When the present secret was made. */
  secretMadeAt: string;
  /** By when it is to be rotated; null without a period. */
  rotationDueAt: string | null;
  /** While rotating: until when the last of its old secrets works. */
  oldSecretUntil: string | null;
  expiresAt: string | null;
  suspendedAt: string | null;
  suspendReason: string | null;
  revokedAt: string | null;
  revokedBy: string | null;
  revokeReason: string | null;
  lastUsedAt: string | null;
  lastUsedIp: string | null;
}

export type KeyRowWithParts = Awaited<ReturnType<typeof findKeyRows>>[number];

/**
 * The tenant's keys, or the one with the id, each with its replaced secrets and its meter; the newest first. One query after
 * another: a transaction has one connection.
 */
export async function findKeyRows({ db, tenantId }: TenantTransaction, id?: string) {
  const rows = await db.provisioningKey.findMany({
    where: { tenantId, ...(id === undefined ? {} : { id }) },
    orderBy: [{ createdAt: "desc" }, { id: "asc" }],
  });
  const mine = { tenantId, ...(id === undefined ? {} : { keyId: id }) };
  const secrets = await db.keySecret.findMany({ where: mine, orderBy: { replacedAt: "desc" } });
  const meters = await db.keyMeter.findMany({
    where: mine,
    select: { keyId: true, lastUsedAt: true, lastUsedIp: true },
  });
  const meterOf = new Map(meters.map((one) => [one.keyId, one]));
  const secretsOf = Map.groupBy(secrets, (secret) => secret.keyId);
  return rows.map((row) => ({
    ...row,
    secrets: secretsOf.get(row.id) ?? [],
    meter: meterOf.get(row.id) ?? null,
  }));
}

/** The key's row; AppError `not_found` in the same words for an id that is unknown, malformed or another tenant's. */
export async function findKeyRow(tx: TenantTransaction, id: string): Promise<KeyRowWithParts> {
  // PostgreSQL has no text with a NUL character, and would fail rather than find nothing.
  const [row] = id.includes("\0") ? [] : await findKeyRows(tx, id);
  if (!row) throw new AppError("not_found", "There is no such key.");
  return row;
}

/** The same, locked until the transaction ends, so that changes of one key follow each other. */
export async function lockKeyRow(tx: TenantTransaction, id: string) {
  if (!id.includes("\0"))
    // Over the primary key; NO KEY UPDATE leaves the foreign keys to it alone.
    await tx.run("SELECT FROM provisioning_key WHERE tenant_id = $1::uuid AND id = $2 FOR NO KEY UPDATE", [
      tx.tenantId,
      id,
    ]);
  return findKeyRow(tx, id);
}

const DAY_MS = 86_400_000;
const iso = (time: Date | null | undefined) => time?.toISOString() ?? null;

type StateParts = Pick<KeyRowWithParts, "revokedAt" | "expiresAt" | "suspendedAt"> & {
  secrets: readonly { validUntil: Date }[];
};

export function stateOfKey(row: StateParts, now: Date): KeyState {
  if (row.revokedAt) return "revoked";
  if (row.expiresAt && row.expiresAt <= now) return "expired";
  if (row.suspendedAt) return "suspended";
  return row.secrets.some((secret) => secret.validUntil > now) ? "rotating" : "active";
}

/** By when the key's secret is to be replaced. */
export function rotationDueAt(row: Pick<KeyRowWithParts, "rotationDays" | "rotatedAt" | "createdAt">): Date | null {
  if (row.rotationDays === null) return null;
  return new Date((row.rotatedAt ?? row.createdAt).getTime() + row.rotationDays * DAY_MS);
}

/** What the key would allow within a role, for demandGrantable: a management key can hand on all that its role holds. */
export function grantOfKey(
  key: { kind: TenantKeyKind; permissions: readonly string[] | null; scope: unknown; masks: readonly string[] },
  role: FoundRole,
): { permissions: ReadonlySet<Permission>; view: View } {
  const view = narrowView(role.view, viewOf(key.scope, key.masks));
  if (key.kind === "management") return { permissions: role.permissions, view: role.view };
  return { permissions: permissionsOfKey(key.kind, key.permissions, role.permissions), view };
}

/** The role that a key's row names. */
export const roleOfKey = (tx: TenantTransaction, row: { role: string }): Promise<FoundRole> => findRole(tx, row.role);

export function keyOf(row: KeyRowWithParts, ownerName: string | null, role: FoundRole, now: Date): Key {
  const kind = row.kind as TenantKeyKind;
  const held = permissionsOfKey(kind, row.permissions, role.permissions);
  const own = viewOf(row.scope, row.masks);
  const until = row.secrets.map((secret) => secret.validUntil).filter((time) => time > now);
  return {
    id: row.id,
    kind,
    prefix: tokenPrefix(kind, row.id),
    name: row.name,
    purpose: row.purpose,
    recipient: row.recipient,
    owner: row.ownerId === null ? null : { id: row.ownerId, name: ownerName },
    role: row.role,
    permissions: PERMISSIONS.filter((name) => held.has(name)),
    scope: (row.scope ?? null) as Scope | null,
    masks: [...own.masks],
    words: kind === "ingest" ? "nothing: it only appends" : viewWords(narrowView(role.view, own)),
    addresses: row.addresses,
    requestsPerMinute: row.requestsPerMinute,
    rowsPerDay: row.rowsPerDay === null ? null : Number(row.rowsPerDay),
    rotationDays: row.rotationDays,
    state: stateOfKey(row, now),
    createdAt: row.createdAt.toISOString(),
    updatedAt: iso(row.updatedAt),
    secretMadeAt: (row.rotatedAt ?? row.createdAt).toISOString(),
    rotationDueAt: iso(rotationDueAt(row)),
    oldSecretUntil: until.length === 0 ? null : new Date(Math.max(...until.map(Number))).toISOString(),
    expiresAt: iso(row.expiresAt),
    suspendedAt: iso(row.suspendedAt),
    suspendReason: row.suspendReason,
    revokedAt: iso(row.revokedAt),
    revokedBy: row.revokedBy,
    revokeReason: row.revokeReason,
    lastUsedAt: iso(row.meter?.lastUsedAt),
    lastUsedIp: row.meter?.lastUsedIp ?? null,
  };
}

/** The key as somebody sees it who may not see addresses of events: neither does it tell where it was used from. */
export const withoutMasked = <T extends Key>(key: T, { view }: TenantContext): T =>
  isMasked("source.ip", view.masks) ? { ...key, lastUsedIp: null } : key;

/** The names of those of the people who are members. */
export async function namesOf(tx: TenantTransaction, ids: readonly (string | null)[]): Promise<Map<string, string>> {
  const known = [...new Set(ids.filter((id): id is string => id !== null))];
  if (known.length === 0) return new Map();
  const people = await tx.db.person.findMany({ where: { id: { in: known } }, select: { id: true, name: true } });
  return new Map(people.map(({ id, name }) => [id, name]));
}

/** The key of a row, with its owner's name and its role. */
export async function readKeyRow(tx: TenantTransaction, row: KeyRowWithParts, now: Date): Promise<Key> {
  const names = await namesOf(tx, [row.ownerId]);
  return keyOf(row, names.get(row.ownerId ?? "") ?? null, await roleOfKey(tx, row), now);
}

/** The rights that a key of the kind may hold at all. */
export function demandWithinKind(kind: TenantKeyKind, permissions: readonly Permission[]): void {
  const beyond = permissions.filter((right) => !KIND_PERMISSIONS[kind].includes(right));
  if (beyond.length === 0) return;
  throw new AppError("invalid", `A key of kind ${kind} cannot hold ${beyond.join(", ")}.`, {
    fields: [{ path: "permissions", message: "beyond the key's kind" }],
  });
}
