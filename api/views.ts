import { z } from "@hono/zod-openapi";
import { AppError } from "#server/errors.ts";
import { parseInput } from "#server/parse-input.ts";
import {
  createView,
  deleteView,
  listViews,
  type SavedView,
  setDefaultView,
  shareView,
  updateView,
  viewInput,
  viewState,
  viewUpdate,
} from "#server/views/index.ts";
import { type ApiContext, readerOf } from "./caller.ts";
import { type Api, route } from "./openapi.ts";
import { tenantParameter } from "./parameters.ts";
import { readJson } from "./read-json.ts";
import { camelNames, withSnakePaths } from "./snake-case.ts";

const time = z.string().openapi({ format: "date-time" });
const viewAnswer = z.object({
  id: z.string(),
  name: z.string(),
  is_shared: z.boolean(),
  is_own: z.boolean(),
  owner: z.string().nullable().openapi({ description: "Who saved it; null for somebody who is no member any more" }),
  can_change: z.boolean().openapi({ description: "The caller may rename, overwrite and delete it" }),
  default_of: z.array(z.string()).openapi({ description: "Roles that open with it" }),
  state: viewState.openapi({ description: "Query, range and how the list looks" }),
  created_at: time,
  updated_at: time,
});
const list = z.object({
  views: z.array(viewAnswer),
  default_id: z.string().nullable().openapi({ description: "What the caller's role opens with" }),
});
const query = z.object({ tenant: tenantParameter });
const params = z.object({ id: z.string() });
const createBody = viewInput.omit({ isShared: true }).extend({ is_shared: viewInput.shape.isShared });
const updateBody = viewUpdate
  .omit({ id: true, updatedAt: true })
  .extend({ updated_at: viewUpdate.shape.updatedAt, is_shared: z.boolean().optional() });
const defaultBody = z.strictObject({ view_id: z.string().nullable() });

// The names within a state are those of the address, so they stay.
const answerOf = ({ isShared, isOwn, canChange, defaultOf, createdAt, updatedAt, ...view }: SavedView) => ({
  ...view,
  is_shared: isShared,
  is_own: isOwn,
  can_change: canChange,
  default_of: defaultOf,
  created_at: createdAt,
  updated_at: updatedAt,
});
const idOf = (c: ApiContext) => c.req.param("id") ?? "";

/** Saved views are people's: a page of the site reads and changes them for whoever is signed in. */
export function viewRoutes(app: Api): void {
  route(
    app,
    "get",
    "/api/v1/views",
    {
      summary: "The caller's own saved views and the shared ones, by name",
      keys: "",
      people: true,
      query,
      answer: { status: 200, description: "The views", content: { "application/json": list } },
      errors: [401, 403, 429, 503],
    },
    async (c) => {
      const { views, defaultId } = await listViews(await readerOf(c));
      return c.json({ views: views.map(answerOf), default_id: defaultId });
    },
  );
  changingRoutes(app);
}

function changingRoutes(app: Api): void {
  route(
    app,
    "post",
    "/api/v1/views",
    {
      summary: "Save a view",
      keys: "",
      people: true,
      query,
      body: { type: "application/json", schema: createBody },
      answer: { status: 201, description: "Saved", content: { "application/json": viewAnswer } },
      errors: [400, 401, 403, 409, 413, 422, 429, 503],
    },
    async (c) => {
      const context = await readerOf(c);
      const input = camelNames(parseInput(createBody, await readJson(c)));
      return c.json(answerOf(await createView(context, input)), 201);
    },
  );

  route(
    app,
    "patch",
    "/api/v1/views/:id",
    {
      summary:
        "Rename a view, save over it, or share it; what is absent stays, and `updated_at` must be as it was read. `is_shared` comes alone",
      keys: "",
      people: true,
      params,
      query,
      body: { type: "application/json", schema: updateBody },
      answer: { status: 200, description: "Changed", content: { "application/json": viewAnswer } },
      errors: [400, 401, 403, 404, 409, 413, 422, 429, 503],
    },
    async (c) => {
      const context = await readerOf(c);
      const { is_shared: isShared, ...body } = parseInput(updateBody, await readJson(c));
      if (isShared === undefined) return c.json(answerOf(await changed(c, context, body)));
      if (Object.values(body).some((value) => value !== undefined))
        throw new AppError("invalid", "Sharing is a change of its own: send is_shared alone.", {
          fields: [{ path: "is_shared", message: "must come alone" }],
        });
      return c.json(answerOf(await shareView(context, { id: idOf(c), isShared })));
    },
  );

  route(
    app,
    "delete",
    "/api/v1/views/:id",
    {
      summary: "Delete a view for all who have it",
      keys: "",
      people: true,
      params,
      query,
      answer: { status: 204, description: "Deleted", content: {} },
      errors: [401, 403, 404, 429, 503],
    },
    async (c) => {
      await deleteView(await readerOf(c), { id: idOf(c) });
      return c.body(null, 204);
    },
  );

  route(
    app,
    "put",
    "/api/v1/view-defaults/:role",
    {
      summary: "Have the Events page of a role open with a shared view, or with none",
      keys: "",
      people: true,
      params: z.object({ role: z.string() }),
      query,
      body: { type: "application/json", schema: defaultBody },
      answer: { status: 204, description: "Set", content: {} },
      errors: [400, 401, 403, 404, 409, 413, 422, 429, 503],
    },
    async (c) => {
      const context = await readerOf(c);
      const { view_id: viewId } = parseInput(defaultBody, await readJson(c));
      await withSnakePaths(() => setDefaultView(context, { role: c.req.param("role") ?? "", viewId }));
      return c.body(null, 204);
    },
  );
}

function changed(
  c: ApiContext,
  context: Awaited<ReturnType<typeof readerOf>>,
  body: Omit<z.output<typeof updateBody>, "is_shared">,
) {
  return withSnakePaths(() => updateView(context, { id: idOf(c), ...camelNames(body) }));
}
