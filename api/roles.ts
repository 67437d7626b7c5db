import { z } from "@hono/zod-openapi";
import { parseInput } from "#server/parse-input.ts";
import {
  createRole,
  deleteRole,
  getRole,
  listRoles,
  type Role,
  roleInput,
  roleUpdate,
  updateRole,
} from "#server/roles/index.ts";
import { type ApiContext, readerOf } from "./caller.ts";
import { type Api, route } from "./openapi.ts";
import { tenantParameter } from "./parameters.ts";
import { readJson } from "./read-json.ts";

const roleAnswer = z.object({
  name: z.string(),
  system: z.boolean(),
  description: z.string(),
  copied_from: z.string().nullable(),
  permissions: z.array(z.string()),
  scope: z.looseObject({}).nullable().openapi({ description: "categories, actions, environments, targets, query" }),
  masks: z.array(z.string()),
  words: z.string().openapi({ description: "Scope and masks in words" }),
  members: z.number().int(),
  invitations: z.number().int().openapi({ description: "Pending ones" }),
  keys: z.number().int(),
  updated_at: z.string().nullable(),
});
const query = z.object({ tenant: tenantParameter });
const params = z.object({ name: z.string() });
const createBody = roleInput.omit({ copiedFrom: true }).extend({ copied_from: roleInput.shape.copiedFrom });
const updateBody = roleUpdate.omit({ role: true, updatedAt: true }).extend({ updated_at: roleUpdate.shape.updatedAt });

const answerOf = ({ copiedFrom, updatedAt, ...role }: Role) => ({
  ...role,
  copied_from: copiedFrom,
  updated_at: updatedAt,
});
const nameOf = (c: ApiContext) => c.req.param("name") ?? "";

export function roleRoutes(app: Api): void {
  readingRoutes(app);
  changingRoutes(app);
}

function readingRoutes(app: Api): void {
  route(
    app,
    "get",
    "/api/v1/roles",
    {
      summary: "Every role of the tenant, the system roles first",
      keys: "management",
      query,
      answer: {
        status: 200,
        description: "The roles",
        content: { "application/json": z.object({ roles: z.array(roleAnswer) }) },
      },
      errors: [401, 403, 429, 503],
    },
    async (c) => c.json({ roles: (await listRoles(await readerOf(c))).map(answerOf) }),
  );

  route(
    app,
    "get",
    "/api/v1/roles/:name",
    {
      summary: "One role",
      keys: "management",
      params,
      query,
      answer: { status: 200, description: "The role", content: { "application/json": roleAnswer } },
      errors: [401, 403, 404, 429, 503],
    },
    async (c) => {
      const { memberList: _, base: __, ...role } = await getRole(await readerOf(c), nameOf(c));
      return c.json(answerOf(role));
    },
  );
}

function changingRoutes(app: Api): void {
  route(
    app,
    "post",
    "/api/v1/roles",
    {
      summary: "Make a custom role",
      keys: "management",
      body: { type: "application/json", schema: createBody },
      answer: { status: 201, description: "Made", content: { "application/json": z.object({ name: z.string() }) } },
      errors: [400, 401, 403, 409, 413, 422, 429, 503],
    },
    async (c) => {
      const context = await readerOf(c);
      const { copied_from: copiedFrom, ...input } = parseInput(createBody, await readJson(c));
      return c.json(await createRole(context, { ...input, ...(copiedFrom === undefined ? {} : { copiedFrom }) }), 201);
    },
  );

  route(
    app,
    "patch",
    "/api/v1/roles/:name",
    {
      summary:
        "Change a custom role for all who have it; what is absent stays, and `updated_at` must be as it was read",
      keys: "management",
      params,
      body: { type: "application/json", schema: updateBody },
      answer: {
        status: 200,
        description: "Changed",
        content: { "application/json": z.object({ name: z.string(), updated_at: z.string().nullable() }) },
      },
      errors: [400, 401, 403, 404, 409, 413, 422, 429, 503],
    },
    async (c) => {
      const context = await readerOf(c);
      const { updated_at: updatedAt, ...input } = parseInput(updateBody, await readJson(c));
      const changed = await updateRole(context, { ...input, role: nameOf(c), ...(updatedAt ? { updatedAt } : {}) });
      return c.json({ name: changed.name, updated_at: changed.updatedAt });
    },
  );

  route(
    app,
    "delete",
    "/api/v1/roles/:name",
    {
      summary: "Delete a custom role that nobody has",
      keys: "management",
      params,
      answer: { status: 204, description: "Deleted", content: {} },
      errors: [401, 403, 404, 409, 429, 503],
    },
    async (c) => {
      await deleteRole(await readerOf(c), { role: nameOf(c) });
      return c.body(null, 204);
    },
  );
}
