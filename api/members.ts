import { z } from "@hono/zod-openapi";
import {
  changeMemberRole,
  getMember,
  type Invitation,
  inviteInput,
  inviteMember,
  listInvitations,
  listMembers,
  type Member,
  removeMember,
  renewInvitation,
  revokeInvitation,
  roleInput,
  type SentInvitation,
} from "#server/members/index.ts";
import { parseInput } from "#server/parse-input.ts";
import { type ApiContext, readerOf } from "./caller.ts";
import { type Api, route } from "./openapi.ts";
import { tenantParameter } from "./parameters.ts";
import { readJson } from "./read-json.ts";

const time = z.string().openapi({ format: "date-time" });
const member = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  role: z.string(),
  since: time,
  second_factor: z.boolean(),
  last_seen_at: time.nullable(),
});
const invitation = z.object({
  id: z.string(),
  email: z.string(),
  role: z.string(),
  invited_by: z.string(),
  created_at: time,
  expires_at: time,
  mailed_at: time.nullable(),
  state: z.enum(["pending", "expired"]),
});
const sent = invitation.extend({
  link: z.string().optional().openapi({ description: "For one use; in this answer alone. Absent when it was mailed" }),
  mail_fault: z.string().optional().openapi({ description: "Why it was not mailed although mail is set up" }),
});
const memberParams = z.object({ id: z.string().openapi({ description: "Id of the person" }) });
const invitationParams = z.object({ id: z.string() });
const query = z.object({ tenant: tenantParameter });
const roleBody = roleInput.pick({ role: true });

const memberOf = (one: Member) => ({
  id: one.personId,
  name: one.name,
  email: one.email,
  role: one.role,
  since: one.since,
  second_factor: one.hasSecondFactor,
  last_seen_at: one.lastSeenAt,
});
const invitationOf = (one: Invitation) => ({
  id: one.id,
  email: one.email,
  role: one.role,
  invited_by: one.invitedBy,
  created_at: one.createdAt,
  expires_at: one.expiresAt,
  mailed_at: one.mailedAt,
  state: one.state,
});
const sentOf = ({ invitation: one, link, mailFault }: SentInvitation) => ({
  ...invitationOf(one),
  ...(link === undefined ? {} : { link }),
  ...(mailFault === undefined ? {} : { mail_fault: mailFault }),
});
const idOf = (c: ApiContext) => c.req.param("id") ?? "";

export function memberRoutes(app: Api): void {
  readingRoutes(app);
  changingRoutes(app);
  invitingRoutes(app);
}

function readingRoutes(app: Api): void {
  route(
    app,
    "get",
    "/api/v1/members",
    {
      summary: "Every member of the tenant, by name",
      keys: "management",
      query,
      answer: {
        status: 200,
        description: "The members",
        content: { "application/json": z.object({ members: z.array(member) }) },
      },
      errors: [401, 403, 429, 503],
    },
    async (c) => c.json({ members: (await listMembers(await readerOf(c))).map(memberOf) }),
  );

  route(
    app,
    "get",
    "/api/v1/members/:id",
    {
      summary: "One member",
      keys: "management",
      params: memberParams,
      query,
      answer: { status: 200, description: "The member", content: { "application/json": member } },
      errors: [401, 403, 404, 429, 503],
    },
    async (c) => c.json(memberOf(await getMember(await readerOf(c), { personId: idOf(c) }))),
  );

  route(
    app,
    "get",
    "/api/v1/invitations",
    {
      summary: "Invitations that are pending or have expired, the newest first",
      keys: "management",
      query,
      answer: {
        status: 200,
        description: "The invitations",
        content: { "application/json": z.object({ invitations: z.array(invitation) }) },
      },
      errors: [401, 403, 429, 503],
    },
    async (c) => {
      const invitations = await listInvitations(await readerOf(c));
      return c.json({ invitations: invitations.map(invitationOf) });
    },
  );
}

function changingRoutes(app: Api): void {
  route(
    app,
    "patch",
    "/api/v1/members/:id",
    {
      summary: "Give a member another role",
      keys: "management",
      params: memberParams,
      body: { type: "application/json", schema: roleBody },
      answer: { status: 200, description: "The member as it is now", content: { "application/json": member } },
      errors: [400, 401, 403, 404, 409, 413, 422, 429, 503],
    },
    async (c) => {
      const context = await readerOf(c);
      const { role } = parseInput(roleBody, await readJson(c));
      return c.json(memberOf(await changeMemberRole(context, { personId: idOf(c), role })));
    },
  );

  route(
    app,
    "delete",
    "/api/v1/members/:id",
    {
      summary: "Remove a member: every right in this tenant ends at once",
      keys: "management",
      params: memberParams,
      answer: { status: 204, description: "Removed", content: {} },
      errors: [401, 403, 404, 409, 429, 503],
    },
    async (c) => {
      await removeMember(await readerOf(c), { personId: idOf(c) });
      return c.body(null, 204);
    },
  );
}

function invitingRoutes(app: Api): void {
  route(
    app,
    "post",
    "/api/v1/invitations",
    {
      summary: "Invite an address with a role; earlier invitations of the address end",
      keys: "management",
      body: { type: "application/json", schema: inviteInput },
      answer: { status: 201, description: "Invited for 7 days", content: { "application/json": sent } },
      errors: [400, 401, 403, 404, 409, 413, 422, 429, 503],
    },
    async (c) => {
      const context = await readerOf(c);
      return c.json(sentOf(await inviteMember(context, parseInput(inviteInput, await readJson(c)))), 201);
    },
  );

  route(
    app,
    "post",
    "/api/v1/invitations/:id/renew",
    {
      summary: "Send an invitation again: a new link and 7 more days, the link before it ends",
      keys: "management",
      params: invitationParams,
      answer: { status: 200, description: "Renewed", content: { "application/json": sent } },
      errors: [401, 403, 404, 409, 429, 503],
    },
    async (c) => c.json(sentOf(await renewInvitation(await readerOf(c), { id: idOf(c) }))),
  );

  route(
    app,
    "delete",
    "/api/v1/invitations/:id",
    {
      summary: "Revoke an invitation",
      keys: "management",
      params: invitationParams,
      answer: { status: 204, description: "Revoked", content: {} },
      errors: [401, 403, 404, 429, 503],
    },
    async (c) => {
      await revokeInvitation(await readerOf(c), { id: idOf(c) });
      return c.body(null, 204);
    },
  );
}
