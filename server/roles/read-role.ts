import { permissionsOfRole, ROLE_RIGHTS, type RolePermission, type SystemRole } from "../access/index.ts";
import { EVERYTHING, type MaskPath, type Scope, scopeNode, type View, viewOf } from "../query/index.ts";
import type { RoleState, RoleUse } from "./roles.sql.ts";
import { SYSTEM_ROLE_TEXTS } from "./system-roles.ts";
import { viewWords } from "./view-words.ts";

/** A role as it is shown. */
export interface Role extends RoleUse {
  name: string;
  system: boolean;
  description: string;
  copiedFrom: string | null;
  /** In the order of ROLE_RIGHTS. */
  permissions: RolePermission[];
  /** Null for every event. */
  scope: Scope | null;
  masks: MaskPath[];
  /** Scope and masks in words. */
  words: string;
  /** RFC 3339; null for system roles, which do not change. */
  updatedAt: string | null;
}

interface RoleRow {
  name: string;
  system: boolean;
  description: string;
  copiedFrom: string | null;
  permissions: string[];
  scope: unknown;
  masks: string[];
  updatedAt: Date | null;
}

export function stateOf(row: RoleRow): RoleState & { view: View } {
  const held = permissionsOfRole(row.name, row.permissions);
  const view = viewOf(row.scope, row.masks);
  return {
    name: row.name,
    description: row.system ? SYSTEM_ROLE_TEXTS[row.name as SystemRole] : row.description,
    permissions: ROLE_RIGHTS.filter((name) => held.has(name)),
    scope: (row.scope ?? null) as Scope | null,
    masks: [...view.masks],
    view,
  };
}

/** The view of what somebody entered; AppError `invalid` with the path `scope.query` and the position for a query that cannot be read. */
export function viewOfInput(scope: Scope | null, masks: readonly MaskPath[]): View {
  return { scope: scope === null ? EVERYTHING.scope : scopeNode(scope), masks };
}

const UNUSED: RoleUse = { members: 0, invitations: 0, keys: 0 };

export function roleOf(row: RoleRow, use: RoleUse = UNUSED): Role {
  const { view, ...state } = stateOf(row);
  return {
    ...state,
    ...use,
    system: row.system,
    copiedFrom: row.copiedFrom,
    words: viewWords(view),
    updatedAt: row.updatedAt?.toISOString() ?? null,
  };
}
