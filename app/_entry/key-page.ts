import "server-only";
import type { KeyChoices } from "#components/keys/key-choices.ts";
import { KIND_PERMISSIONS, PERMISSION_GROUPS } from "#server/access/index.ts";
import { CATEGORIES } from "#server/event-format/index.ts";
import { REQUESTS_PER_MINUTE_DEFAULT } from "#server/keys/index.ts";
import { type AssignableRole, listAssignableRoles, listMembers } from "#server/members/index.ts";
import { MASKABLE } from "#server/query/index.ts";
import { viewWords } from "#server/roles/index.ts";
import { getTenant } from "#server/tenants/index.ts";
import type { Viewer } from "./viewer.ts";

/** What the form of a key offers to choose from: of roles and owners no more than the viewer may see, their own at least. */
export async function keyChoices(viewer: Viewer): Promise<KeyChoices> {
  const { context, session, permissions } = viewer;
  const maySeePeople = permissions.includes("members.read");
  const maySeeRoles = maySeePeople && permissions.includes("roles.read");
  const texts = PERMISSION_GROUPS.flatMap((group) => group.permissions);
  const rightsOf = (kind: "ingest" | "provisioning" | "management") =>
    texts.filter(({ name }) => KIND_PERMISSIONS[kind].includes(name));
  return {
    categories: CATEGORIES,
    maskable: MASKABLE,
    roles: maySeeRoles ? await listAssignableRoles(context) : [ownRole(viewer)],
    owners: maySeePeople
      ? (await listMembers(context)).map(({ personId, name }) => ({ id: personId, name }))
      : [{ id: session.person.id, name: session.person.name }],
    rights: {
      provisioning: rightsOf("provisioning"),
      ingest: rightsOf("ingest"),
      management: rightsOf("management"),
    },
    requestsPerMinute: REQUESTS_PER_MINUTE_DEFAULT,
    keyDays: permissions.includes("tenant.read") ? (await getTenant(context)).limits.keyDays.most : null,
  };
}

const ownRole = ({ context, membership }: Viewer): AssignableRole => ({
  name: membership.role,
  system: false,
  description: "Your own role",
  permissions: [...context.grantable],
  sees: viewWords(context.view),
});
