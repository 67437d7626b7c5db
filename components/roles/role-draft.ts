import type { RolePermission } from "#server/access/index.ts";
import type { Scope } from "#server/query/index.ts";
import type { Role } from "#server/roles/index.ts";

/** A scope with masks as it stands in a form. `fields` are masks of known fields, `metadata` the paths of masked metadata. */
export interface ScopeDraft {
  categories: string[];
  actions: string[];
  environments: string[];
  targets: string[];
  query: string;
  fields: string[];
  metadata: string[];
}

/** A role as it stands in the form. */
export interface RoleDraft extends ScopeDraft {
  name: string;
  description: string;
  permissions: RolePermission[];
}

const METADATA = "metadata.";

export function draftOf(role: Pick<Role, "name" | "description" | "permissions" | "scope" | "masks">): RoleDraft {
  const { name, description, permissions } = role;
  return { name, description, permissions, ...scopeDraftOf(role) };
}

export function scopeDraftOf({ scope, masks }: Pick<Role, "scope" | "masks">): ScopeDraft {
  return {
    categories: scope?.categories ?? [],
    actions: scope?.actions ?? [],
    environments: scope?.environments ?? [],
    targets: scope?.targets ?? [],
    query: scope?.query ?? "",
    fields: masks.filter((mask) => !mask.startsWith(METADATA)),
    metadata: masks.filter((mask) => mask.startsWith(METADATA)).map((mask) => mask.slice(METADATA.length)),
  };
}

/** What the draft shows, as the server takes it; null for every event. */
export function sightOf(draft: ScopeDraft): { scope: Scope | null; masks: string[] } {
  const { categories, actions, environments, targets } = draft;
  const lists = Object.entries({ categories, actions, environments, targets }).filter(([, list]) => list.length > 0);
  const query = draft.query.trim();
  const scope = Object.fromEntries([...lists, ...(query ? [["query", query]] : [])]) as Scope;
  return {
    scope: Object.keys(scope).length > 0 ? scope : null,
    masks: [...draft.fields, ...draft.metadata.map((path) => METADATA + path)].sort(),
  };
}

/** Whether two drafts would be stored alike. */
export function isSameDraft(a: RoleDraft, b: RoleDraft): boolean {
  const form = (draft: RoleDraft) =>
    JSON.stringify([draft.name.trim(), draft.description.trim(), [...draft.permissions].sort(), sightOf(draft)]);
  return form(a) === form(b);
}

/** Which rights `now` has more and less than `base`. */
export function rightsBetween(
  base: readonly RolePermission[],
  now: readonly RolePermission[],
): { added: RolePermission[]; removed: RolePermission[] } {
  return {
    added: now.filter((right) => !base.includes(right)),
    removed: base.filter((right) => !now.includes(right)),
  };
}

/** "3 added, 1 removed compared with security lead" */
export function differenceWords(
  difference: { added: readonly unknown[]; removed: readonly unknown[] },
  base: string,
): string {
  const parts = [
    ...(difference.added.length > 0 ? [`${difference.added.length} added`] : []),
    ...(difference.removed.length > 0 ? [`${difference.removed.length} removed`] : []),
  ];
  return parts.length === 0 ? `The same rights as ${base}` : `${parts.join(", ")} compared with ${base}`;
}
