/** Every right there is. A verb names the one it needs; the door refuses without it. */
export const PERMISSIONS = [
  "events.read",
  "events.stream",
  "events.append",
  "views.share",
  "views.manage",
  "proofs.read",
  "tiles.entries",
  "exports.create",
  "exports.manage",
  "alerts.read",
  "alerts.triage",
  "rules.manage",
  "channels.manage",
  "keys.read",
  "keys.create",
  "keys.update",
  "keys.revoke",
  "reviews.read",
  "reviews.manage",
  "members.read",
  "members.invite",
  "members.update",
  "members.remove",
  "roles.read",
  "roles.manage",
  "sessions.read",
  "sessions.revoke",
  "tenant.read",
  "tenant.update",
  "tenant.security",
  "members.create",
  "tenant.create",
  "tenant.suspend",
  "tenant.limits",
] as const;
export type Permission = (typeof PERMISSIONS)[number];

/** Rights that no role and no key holds: for set-up, for operators, and for ingest keys. */
export const OUTSIDE_ROLES = [
  "events.append",
  "members.create",
  "tenant.create",
  "tenant.suspend",
  "tenant.limits",
] as const satisfies Permission[];
export type RolePermission = Exclude<Permission, (typeof OUTSIDE_ROLES)[number]>;

/** The rights that a role may hold. */
export const ROLE_RIGHTS: readonly RolePermission[] = PERMISSIONS.filter(
  (name): name is RolePermission => !(OUTSIDE_ROLES as readonly string[]).includes(name),
);

export const SYSTEM_ROLES = ["owner", "admin", "security_lead", "auditor", "viewer"] as const;
export type SystemRole = (typeof SYSTEM_ROLES)[number];

const reading = ["events.read", "events.stream", "proofs.read", "tenant.read"] as const;
const proving = [...reading, "tiles.entries", "exports.create"] as const;
const detecting = ["alerts.read", "alerts.triage", "rules.manage", "channels.manage"] as const;
const overseeing = ["keys.read", "reviews.read", "members.read", "roles.read", "sessions.read"] as const;
const handlingKeys = ["keys.create", "keys.update", "keys.revoke"] as const;
// Views are people's, and so is it to see to the exports of others: no key does.
const ofPeopleAlone = ["views.share", "views.manage", "exports.manage"] as const;
const controlling = [
  ...overseeing,
  ...detecting,
  ...handlingKeys,
  "members.update",
  "roles.manage",
  "sessions.revoke",
] as const;
const administering = [...controlling, "members.invite", "members.remove", "tenant.update"] as const;

/** What each system role may do in its tenant. The pages read the same table, only to hide what would be refused. */
export const ROLE_PERMISSIONS: Record<SystemRole, readonly RolePermission[]> = {
  owner: ROLE_RIGHTS,
  admin: [...proving, ...administering, ...ofPeopleAlone, "reviews.manage"],
  security_lead: [...proving, ...controlling, ...ofPeopleAlone, "reviews.manage"],
  auditor: [...proving, ...overseeing, "alerts.read"],
  viewer: reading,
};

/** Rights to act that a person uses only after having proved itself anew in the session (see CONFIRMED_MS_MAX of the door). */
export const CONFIRMED_RIGHTS: ReadonlySet<Permission> = new Set<Permission>([
  "keys.create",
  "keys.update",
  "reviews.manage",
  "members.invite",
  "members.update",
  "members.remove",
  "roles.manage",
  "sessions.revoke",
  "channels.manage",
  "tenant.security",
  "tenant.create",
  "tenant.suspend",
  "tenant.limits",
]);

/** Rights to what tells of events as a whole: of use only to a caller from whom no scope and no mask hides anything. */
export const WHOLE_VIEW_RIGHTS: ReadonlySet<Permission> = new Set<Permission>([
  "alerts.read",
  "alerts.triage",
  "rules.manage",
  "channels.manage",
]);

export const KEY_KINDS = ["ingest", "provisioning", "management", "platform-ingest"] as const;
export type KeyKind = (typeof KEY_KINDS)[number];

/** The most that a key of each kind may do; a provisioning key may hold less. */
export const KIND_PERMISSIONS: Record<KeyKind, readonly Permission[]> = {
  ingest: ["events.append"],
  "platform-ingest": ["events.append"],
  provisioning: proving,
  // A review is what a person confirms: no key may.
  management: [...administering, "tenant.read"],
};

/** The rights of a role by name: a system role's constants, or the permissions stored with a custom one. */
export function permissionsOfRole(role: string, stored: readonly string[] | null): ReadonlySet<Permission> {
  // A custom role may bear the name of something that every object has, such as "constructor".
  const system = Object.hasOwn(ROLE_PERMISSIONS, role) ? ROLE_PERMISSIONS[role as SystemRole] : undefined;
  return new Set<Permission>(
    system ?? (stored ?? []).filter((name): name is RolePermission => ROLE_RIGHTS.includes(name as RolePermission)),
  );
}

/** The rights of a key: its kind's, cut down to those stored with it (null: all of its kind's) and to those of its role. */
export function permissionsOfKey(
  kind: KeyKind,
  stored: readonly string[] | null,
  role: ReadonlySet<Permission>,
): ReadonlySet<Permission> {
  const outside = (name: Permission) => (OUTSIDE_ROLES as readonly Permission[]).includes(name);
  return new Set(
    KIND_PERMISSIONS[kind].filter(
      (name) => (stored === null || stored.includes(name)) && (outside(name) || role.has(name)),
    ),
  );
}
