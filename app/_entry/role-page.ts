import "server-only";
import type { EditorChoices } from "#components/roles/role-editor.tsx";
import { PERMISSION_GROUPS, type RolePermission, type TenantContext } from "#server/access/index.ts";
import { CATEGORIES } from "#server/event-format/index.ts";
import type { Membership } from "#server/people/index.ts";
import { MASKABLE, readMasks, scopeSchema } from "#server/query/index.ts";
import type { Role } from "#server/roles/index.ts";

/** What the form of a role offers to choose from. */
export function editorChoices(context: TenantContext): EditorChoices {
  return {
    groups: PERMISSION_GROUPS,
    categories: CATEGORIES,
    maskable: MASKABLE,
    own: [...context.grantable] as RolePermission[],
  };
}

/** A new role as the form begins: a copy of `from`, without what the viewer cannot grant and within the viewer's own scope and masks. */
export function startOf(context: TenantContext, membership: Membership, from: Role) {
  const own = membership.scope ? scopeSchema.parse(membership.scope) : null;
  return {
    name: "",
    description: "",
    permissions: from.permissions.filter((right) => context.grantable.has(right)),
    scope: own ?? from.scope,
    masks: readMasks([...membership.masks, ...from.masks]),
  };
}

/** The name in the address; Next hands it on as it stands there. */
export function nameInAddress(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
