import type { Permission, PermissionText } from "#server/access/index.ts";
import type { TenantKeyKind } from "#server/keys/index.ts";
import type { AssignableRole } from "#server/members/index.ts";
import type { ScopeChoices } from "../roles/scope-editor.tsx";

/** What the form of a key offers to choose from. */
export interface KeyChoices extends ScopeChoices {
  roles: AssignableRole[];
  /** Who may answer for a key. */
  owners: { id: string; name: string }[];
  /** The rights that a key of each kind may hold, in the words of the pages. */
  rights: Record<TenantKeyKind, PermissionText[]>;
  requestsPerMinute: Record<TenantKeyKind, number>;
  /** The longest life that the tenant allows; null where that is not known. */
  keyDays: number | null;
}

export const rightsOfRole = (roles: readonly AssignableRole[], name: string): readonly Permission[] =>
  roles.find((role) => role.name === name)?.permissions ?? [];
