import { type OpenAPIHono, z } from "@hono/zod-openapi";
import { AppError } from "#server/errors.ts";
import { type ApiContext, type ApiEnv, identify } from "./caller.ts";

export type Api = OpenAPIHono<ApiEnv>;
type PathConfig = Parameters<Api["openAPIRegistry"]["registerPath"]>[0];

const errorSchema = z.object({
  error: z.object({
    code: z.enum([
      "unauthenticated",
      "forbidden",
      "not_found",
      "invalid",
      "conflict",
      "too_large",
      "rate_limited",
      "unavailable",
      "internal",
    ]),
    message: z.string(),
    fields: z.array(z.object({ path: z.string(), message: z.string(), at: z.number().int().optional() })).optional(),
    request_id: z.string(),
  }),
});

const ERRORS = {
  400: "not JSON",
  401: "no valid key",
  403: "the key lacks the right",
  404: "not there",
  409: "conflict",
  413: "too large",
  422: "invalid",
  429: "slow down",
  503: "try again",
} as const;

export interface RouteDescription {
  summary: string;
  /** Kinds of key that may call it; empty for none. */
  keys: string;
  /** Signed-in people may change something by it too, or they alone, by their session's cookie and from a page of the site. */
  people?: "too" | true;
  query?: z.ZodObject;
  params?: z.ZodObject;
  body?: { type: string; schema: z.ZodType; optional?: true };
  answer: { status: number; description: string; content: Record<string, z.ZodType> };
  errors: (keyof typeof ERRORS)[];
}

const contentOf = (content: Record<string, z.ZodType>) =>
  Object.fromEntries(Object.entries(content).map(([type, schema]) => [type, { schema }]));

function whoMay({ keys, people }: RouteDescription): string {
  if (people === true) return "Signed-in people, from pages of the site; no key.";
  if (people) return `Key: ${keys}. Signed-in people too, from pages of the site.`;
  return keys ? `Key: ${keys}.` : "No key.";
}

/** Adds a route and its description; the description is made from the schemas that validate. */
export function route(
  app: Api,
  method: "get" | "post" | "patch" | "put" | "delete",
  path: string,
  description: RouteDescription,
  handler: (c: ApiContext) => Promise<Response> | Response,
): void {
  const { answer, query, params, body } = description;
  app.openAPIRegistry.registerPath({
    method,
    path: path.replaceAll(/:(\w+)(?:\{[^}]+\})?/g, "{$1}"),
    summary: description.summary,
    description: whoMay(description),
    ...(description.keys ? { security: [{ key: [] }] } : {}),
    request: {
      ...(query ? { query } : {}),
      ...(params ? { params } : {}),
      ...(body ? { body: { required: !body.optional, content: { [body.type]: { schema: body.schema } } } } : {}),
    },
    responses: {
      [answer.status]: { description: answer.description, content: contentOf(answer.content) },
      ...Object.fromEntries(
        description.errors.map((status) => [
          status,
          { description: ERRORS[status], content: { "application/json": { schema: errorSchema } } },
        ]),
      ),
    },
  } as PathConfig);
  app[method](path, async (c) => {
    if (description.keys || description.people) await identify(c, description.people !== undefined);
    return handler(c);
  });
}

/** Query parameters read by a schema; AppError `invalid` with the parameter as the path. */
export function readQuery<Schema extends z.ZodObject>(c: ApiContext, schema: Schema): z.output<Schema> {
  const result = schema.safeParse(c.req.query());
  if (result.success) return result.data;
  const fields = result.error.issues.map((issue) => ({ path: issue.path.join("."), message: issue.message }));
  throw new AppError("invalid", `The parameter ${fields[0]!.path} cannot be used: ${fields[0]!.message}.`, { fields });
}

/** Serves the OpenAPI 3.1 document. */
export function describeApi(app: Api): void {
  app.openAPIRegistry.registerComponent("securitySchemes", "key", {
    type: "http",
    scheme: "bearer",
    description: "A Sealtrail key: st_<kind>_<id>_<secret><checksum>",
  });
  app.get("/api/v1/openapi.json", (c) =>
    c.json(
      app.getOpenAPI31Document({
        openapi: "3.1.0",
        info: {
          title: "Sealtrail machine API",
          version: "1",
          description: "Append audit events to a tenant's sealed ledger, read them back, and prove them.",
        },
        servers: [{ url: "/" }],
      }),
    ),
  );
}
