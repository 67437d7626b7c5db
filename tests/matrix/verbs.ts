import type { Permission, TenantContext } from "#server/access/index.ts";
import {
  getEvent,
  getFacet,
  getHistogram,
  getProof,
  listEvents,
  openTail,
  previewView,
  readFeed,
} from "#server/events/index.ts";
import {
  createKey,
  cutSecret,
  getKey,
  getKeyPolicy,
  listKeys,
  recordRefusal,
  recordUse,
  resumeKey,
  returnRows,
  revokeKey,
  rotateKey,
  takeRows,
  updateKey,
  updateKeyPolicy,
  withinRows,
} from "#server/keys/index.ts";
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
import { getConsistency, getLatestCheckpoint, getLedgerSeal, getTile } from "#server/proofs/index.ts";
import { EVERYTHING } from "#server/query/index.ts";
import { completeReview, decideItem, getReview, listReviews, startReview } from "#server/reviews/index.ts";
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
import { inDays } from "../tenant.ts";
import type { MatrixTenant, Things } from "./things.ts";

/**
 * What is declared of a verb that takes a TenantContext. `call` reaches for what belongs to `tenant`, be it the context's own or
 * another one.
 */
export interface VerbRow {
  /** The right that the door asks for; null for a verb that only adds to the context's own trail. */
  needs: Permission | null;
  call(context: TenantContext, tenant: MatrixTenant, things: Things): Promise<unknown>;
  /** What comes of reaching for another tenant's: an error, or an answer about the caller's own tenant alone. */
  foreign: "not_found" | "invalid" | "own";
  /**
   * With a role of the same rights but half the view: the same answer, one with the half alone, or a refusal, since what is asked for
   * would show or give more than the caller sees.
   */
  scoped: "same" | "half" | "forbidden" | "not_found";
}

export const VERBS: Record<string, VerbRow> = {
  "events.getEvent": {
    needs: "events.read",
    call: (context, { inside }) => getEvent(context, inside),
    foreign: "not_found",
    scoped: "half",
  },
  "events.getFacet": {
    needs: "events.read",
    call: async (context) => [
      await getFacet(context, { field: "action" }),
      await getFacet(context, { field: "env" }),
      await getFacet(context, { field: "action", q: "action:out.*" }),
    ],
    foreign: "own",
    scoped: "half",
  },
  "events.getHistogram": {
    needs: "events.read",
    call: (context) => getHistogram(context, {}),
    foreign: "own",
    scoped: "same",
  },
  "events.getProof": {
    needs: "proofs.read",
    call: (context, { outside }) => getProof(context, outside),
    foreign: "not_found",
    scoped: "not_found",
  },
  "events.listEvents": {
    needs: "events.read",
    call: async (context, { inside, outside }) => [
      await listEvents(context, { limit: 500 }),
      await listEvents(context, { q: `id:${inside}` }),
      await listEvents(context, { q: `id:${outside}` }),
      (await listEvents(context, { q: "action:out.*" })).records,
    ],
    foreign: "own",
    scoped: "half",
  },
  "events.openTail": {
    needs: "events.stream",
    call: async (context) => {
      const shown: unknown[] = [];
      const tail = await openTail(context, { afterSeq: 0, includeReads: true });
      for (let step = 0; step < 2; step++) await tail.step((record) => void shown.push(record));
      return shown;
    },
    foreign: "own",
    scoped: "half",
  },
  "events.previewView": {
    needs: "events.read",
    call: (context) => previewView(context, EVERYTHING),
    foreign: "own",
    scoped: "half",
  },
  "events.readFeed": {
    needs: "events.stream",
    call: (context) => readFeed(context, { limit: 1_000, includeReads: true }),
    foreign: "own",
    scoped: "half",
  },
  "keys.createKey": {
    needs: "keys.create",
    call: (context) => createKey(context, { kind: "provisioning", name: "n", purpose: "p", expiresAt: inDays(9) }),
    foreign: "own",
    scoped: "same",
  },
  "keys.cutSecret": {
    needs: "keys.update",
    call: async (context, tenant, things) => cutSecret(context, { id: await things.rotatingKey(tenant) }),
    foreign: "not_found",
    scoped: "same",
  },
  "keys.getKey": {
    needs: "keys.read",
    call: async (context, tenant, things) => getKey(context, { id: await things.key(tenant) }),
    foreign: "not_found",
    scoped: "same",
  },
  "keys.getKeyPolicy": {
    needs: "keys.read",
    call: (context) => getKeyPolicy(context),
    foreign: "own",
    scoped: "same",
  },
  "keys.listKeys": {
    needs: "keys.read",
    call: (context) => listKeys(context),
    foreign: "own",
    scoped: "same",
  },
  "keys.recordRefusal": {
    needs: null,
    call: async (context) => recordRefusal(context, "tried"),
    foreign: "own",
    scoped: "same",
  },
  "keys.recordUse": {
    needs: null,
    call: (context) => recordUse(context, { outcome: "failure", status: 404 }),
    foreign: "own",
    scoped: "same",
  },
  "keys.resumeKey": {
    needs: "keys.update",
    call: async (context, tenant, things) => resumeKey(context, { id: await things.suspendedKey(tenant) }),
    foreign: "not_found",
    scoped: "forbidden",
  },
  "keys.returnRows": {
    needs: null,
    call: (context) => returnRows(context, 1),
    foreign: "own",
    scoped: "same",
  },
  "keys.revokeKey": {
    needs: "keys.revoke",
    call: async (context, tenant, things) => revokeKey(context, { id: await things.key(tenant), reason: "test" }),
    foreign: "not_found",
    scoped: "same",
  },
  "keys.rotateKey": {
    needs: "keys.update",
    call: async (context, tenant, things) => rotateKey(context, { id: await things.key(tenant), graceHours: 1 }),
    foreign: "not_found",
    scoped: "forbidden",
  },
  "keys.takeRows": {
    needs: null,
    call: (context) => takeRows(context, 1),
    foreign: "own",
    scoped: "same",
  },
  "keys.updateKey": {
    needs: "keys.update",
    call: async (context, tenant, things) => updateKey(context, { id: await things.key(tenant), purpose: "another" }),
    foreign: "not_found",
    scoped: "forbidden",
  },
  "keys.updateKeyPolicy": {
    needs: "keys.update",
    call: (context) => updateKeyPolicy(context, { unusedDays: 60, reviewDays: 30 }),
    foreign: "own",
    scoped: "same",
  },
  "keys.withinRows": {
    needs: null,
    call: (context) =>
      withinRows(
        context,
        1,
        async () => "read",
        () => 1,
      ),
    foreign: "own",
    scoped: "same",
  },
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
  "proofs.getConsistency": {
    needs: "proofs.read",
    call: (context) => getConsistency(context, 1, 200),
    foreign: "own",
    scoped: "same",
  },
  "proofs.getLatestCheckpoint": {
    needs: "proofs.read",
    call: (context) => getLatestCheckpoint(context),
    foreign: "own",
    scoped: "same",
  },
  "proofs.getLedgerSeal": {
    needs: "tenant.read",
    call: (context) => getLedgerSeal(context),
    foreign: "own",
    scoped: "same",
  },
  "proofs.getTile": {
    needs: "tiles.entries",
    call: async (context) => Buffer.from((await getTile(context, "tile/entries/000")).bytes).toString("latin1"),
    foreign: "own",
    scoped: "forbidden",
  },
  "reviews.completeReview": {
    needs: "reviews.manage",
    call: async (context, tenant, things) => completeReview(context, { reviewId: await things.decidedReview(tenant) }),
    foreign: "not_found",
    scoped: "same",
  },
  "reviews.decideItem": {
    needs: "reviews.manage",
    call: async (context, tenant, things) =>
      decideItem(context, { ...(await things.reviewedKey(tenant)), decision: "kept" }),
    foreign: "not_found",
    scoped: "same",
  },
  "reviews.getReview": {
    needs: "reviews.read",
    call: async (context, tenant, things) => getReview(context, { reviewId: await things.review(tenant) }),
    foreign: "not_found",
    scoped: "same",
  },
  "reviews.listReviews": {
    needs: "reviews.read",
    call: (context) => listReviews(context),
    foreign: "own",
    scoped: "same",
  },
  "reviews.startReview": {
    needs: "reviews.manage",
    call: async (context, _, things) => {
      await things.closeReviews(context.tenantId);
      return startReview(context);
    },
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
