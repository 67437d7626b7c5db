import {
  changeMemberRole,
  getMember,
  inviteMember,
  leaveTenant,
  listAssignableRoles,
  listInvitations,
  listMembers,
  removeMember,
  renewInvitation,
  revokeInvitation,
} from "#server/members/index.ts";
import { addMember } from "#server/people/index.ts";
import {
  createRole,
  deleteRole,
  describeAccess,
  getRole,
  getRoleView,
  listRoles,
  updateRole,
} from "#server/roles/index.ts";
import { endMemberSession, listMemberSessions } from "#server/sessions/index.ts";
import { getTenant, updateTenant, updateTenantSecurity } from "#server/tenants/index.ts";
import type { VerbRow } from "./verb-row.ts";

/** The verbs of members, roles, sessions and the tenant itself. */
export const MEMBER_VERBS: Record<string, VerbRow> = {
  "members.changeMemberRole": {
    needs: "members.update",
    call: async (context, tenant, things) =>
      changeMemberRole(context, { personId: await things.person(tenant), role: "auditor" }),
    foreign: "not_found",
    scoped: "forbidden",
  },
  "members.getMember": {
    needs: "members.read",
    call: async (context, tenant, things) => getMember(context, { personId: await things.person(tenant) }),
    foreign: "not_found",
    scoped: "same",
  },
  "members.inviteMember": {
    needs: "members.invite",
    call: (context, tenant) => inviteMember(context, { email: `${tenant.slug}@example.com`, role: "viewer" }),
    foreign: "own",
    scoped: "forbidden",
  },
  "members.leaveTenant": {
    needs: "tenant.read",
    call: (context) => leaveTenant(context),
    foreign: "own",
    scoped: "same",
  },
  "members.listAssignableRoles": {
    needs: "members.read",
    call: (context) => listAssignableRoles(context),
    foreign: "own",
    scoped: "same",
  },
  "members.listInvitations": {
    needs: "members.read",
    call: (context) => listInvitations(context),
    foreign: "own",
    scoped: "same",
  },
  "members.listMembers": {
    needs: "members.read",
    call: (context) => listMembers(context),
    foreign: "own",
    scoped: "same",
  },
  "members.removeMember": {
    needs: "members.remove",
    call: async (context, tenant, things) => removeMember(context, { personId: await things.person(tenant) }),
    foreign: "not_found",
    scoped: "forbidden",
  },
  "members.renewInvitation": {
    needs: "members.invite",
    call: async (context, tenant, things) => renewInvitation(context, { id: await things.invitation(tenant) }),
    foreign: "not_found",
    scoped: "forbidden",
  },
  "members.revokeInvitation": {
    needs: "members.invite",
    call: async (context, tenant, things) => revokeInvitation(context, { id: await things.invitation(tenant) }),
    foreign: "not_found",
    scoped: "same",
  },
  "people.addMember": {
    needs: "members.create",
    call: async (context, tenant, things) =>
      addMember(context, { personId: await things.person(tenant), role: "viewer" }),
    foreign: "own",
    scoped: "same",
  },
  "roles.createRole": {
    needs: "roles.manage",
    call: async (context) => createRole(context, { name: `New ${Math.random()}`, permissions: ["events.read"] }),
    foreign: "own",
    scoped: "forbidden",
  },
  "roles.deleteRole": {
    needs: "roles.manage",
    call: async (context, tenant, things) => deleteRole(context, { role: await things.role(tenant) }),
    foreign: "not_found",
    scoped: "forbidden",
  },
  "roles.describeAccess": {
    needs: "members.read",
    call: async (context, tenant, things) => describeAccess(context, { personId: await things.person(tenant) }),
    foreign: "not_found",
    scoped: "same",
  },
  "roles.getRole": {
    needs: "roles.read",
    call: async (context, tenant, things) => getRole(context, await things.role(tenant)),
    foreign: "not_found",
    scoped: "same",
  },
  "roles.getRoleView": {
    needs: "roles.read",
    call: async (context, tenant, things) => getRoleView(context, await things.role(tenant)),
    foreign: "not_found",
    scoped: "same",
  },
  "roles.listRoles": {
    needs: "roles.read",
    call: (context) => listRoles(context),
    foreign: "own",
    scoped: "same",
  },
  "roles.updateRole": {
    needs: "roles.manage",
    call: async (context, tenant, things) =>
      updateRole(context, { role: await things.role(tenant), description: "changed" }),
    foreign: "not_found",
    scoped: "forbidden",
  },
  "sessions.endMemberSession": {
    needs: "sessions.revoke",
    call: async (context, tenant, things) =>
      endMemberSession(context, { id: await things.session(await things.person(tenant)) }),
    foreign: "not_found",
    scoped: "forbidden",
  },
  "sessions.listMemberSessions": {
    needs: "sessions.read",
    call: (context) => listMemberSessions(context),
    foreign: "own",
    scoped: "same",
  },
  "tenants.getTenant": {
    needs: "tenant.read",
    call: (context) => getTenant(context),
    foreign: "own",
    scoped: "same",
  },
  "tenants.updateTenant": {
    needs: "tenant.update",
    call: (context) => updateTenant(context, { name: "Renamed" }),
    foreign: "own",
    scoped: "same",
  },
  "tenants.updateTenantSecurity": {
    needs: "tenant.security",
    call: (context) =>
      updateTenantSecurity(context, { secondFactorRequired: false, sessionIdleMinutes: 480, sessionHours: 12 }, false),
    foreign: "own",
    scoped: "same",
  },
};
