import { z } from "@hono/zod-openapi";
import type { ApiContext } from "./caller.ts";
import { type Api, type RouteDescription, route } from "./openapi.ts";
import { tenantParameter } from "./parameters.ts";
import { withSnakePaths } from "./snake-case.ts";

/** Who may call the routes of detection: management keys, and people from pages of the site. */
export const MANAGERS = { keys: "management", people: "too" } as const;

export const tenantQuery = z.object({ tenant: tenantParameter });
export const idParams = z.object({ id: z.string() });
export const idOf = (c: ApiContext) => c.req.param("id") ?? "";

export const answer = (schema: z.ZodType, description: string, status = 200) => ({
  status,
  description,
  content: { "application/json": schema },
});
export const body = (schema: z.ZodType) => ({ type: "application/json", schema });

/** The members that may be sent, whatever is in them: for bodies that the verbs read by their own schemas, which say more of what is wrong. */
export const membersOf = (names: readonly string[]) =>
  z.strictObject(Object.fromEntries(names.map((name) => [name, z.unknown()]))).partial();

/** Adds a route for MANAGERS; the paths of faults are those that the client sent. */
export function managedRoute(
  app: Api,
  method: "get" | "post" | "patch" | "delete",
  path: string,
  description: Omit<RouteDescription, "keys" | "people">,
  handler: (c: ApiContext) => Promise<Response>,
): void {
  route(app, method, path, { ...MANAGERS, query: tenantQuery, ...description }, (c) =>
    withSnakePaths(() => handler(c)),
  );
}
