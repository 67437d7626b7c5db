/** Every right there is. A verb names the one it needs; the door refuses without it. */
export const PERMISSIONS = [
  "events.read",
  "events.append",
  "events.stream",
  "proofs.read",
  "tiles.entries",
  "keys.read",
  "keys.create",
  "members.read",
  "members.create",
  "tenant.read",
  "tenant.create",
] as const;
export type Permission = (typeof PERMISSIONS)[number];

export const SYSTEM_ROLES = ["owner", "admin", "security_lead", "auditor", "viewer"] as const;
export type SystemRole = (typeof SYSTEM_ROLES)[number];

const reading = ["events.read", "events.stream", "proofs.read", "tenant.read"] as const;
const proving = [...reading, "tiles.entries"] as const;

/** What each system role may do in its tenant. The pages read the same table, only to hide what would be refused. */
export const ROLE_PERMISSIONS: Record<SystemRole, readonly Permission[]> = {
  owner: [...proving, "keys.read", "keys.create", "members.read", "members.create"],
  admin: [...proving, "keys.read", "keys.create", "members.read", "members.create"],
  security_lead: [...proving, "keys.read", "keys.create", "members.read"],
  auditor: [...proving, "keys.read", "members.read"],
  viewer: reading,
};

export const KEY_KINDS = ["ingest", "provisioning", "management", "platform-ingest"] as const;
export type KeyKind = (typeof KEY_KINDS)[number];

/** The most that a key of each kind may do; a provisioning key may hold less. */
export const KIND_PERMISSIONS: Record<KeyKind, readonly Permission[]> = {
  ingest: ["events.append"],
  "platform-ingest": ["events.append"],
  provisioning: proving,
  management: ["keys.read", "keys.create", "members.read", "members.create", "tenant.read"],
};

/** The rights of a role by name: a system role's constants, or the permissions stored with a custom one. */
export function permissionsOfRole(role: string, stored: readonly string[] | null): ReadonlySet<Permission> {
  const system = ROLE_PERMISSIONS[role as SystemRole];
  return new Set(
    system ?? (stored ?? []).filter((name): name is Permission => PERMISSIONS.includes(name as Permission)),
  );
}

/** The rights of a key: its kind's, cut down to those stored with it (null: all of its kind's). */
export function permissionsOfKey(kind: KeyKind, stored: readonly string[] | null): ReadonlySet<Permission> {
  return new Set(KIND_PERMISSIONS[kind].filter((name) => stored === null || stored.includes(name)));
}
