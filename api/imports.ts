import { z } from "@hono/zod-openapi";
import { importRecords } from "#server/imports/index.ts";
import { keyOf } from "./caller.ts";
import { type Api, route } from "./openapi.ts";
import { readBody } from "./read-body.ts";

const imported = z.object({
  records: z.number().int(),
  appended: z.number().int(),
  duplicates: z.number().int(),
  conflicts: z.number().int(),
  unmapped: z.number().int(),
  first_seq: z.number().int().nullable(),
  last_seq: z.number().int().nullable(),
});

export function importRoutes(app: Api): void {
  route(
    app,
    "post",
    "/api/v1/import/:system",
    {
      summary: "Import native audit records of another system",
      keys: "ingest",
      params: z.object({ system: z.string().openapi({ description: "cloudtrail or kubernetes" }) }),
      body: {
        type: "application/octet-stream",
        schema: z
          .string()
          .openapi({ description: "The system's own file: JSON, NDJSON or its wrappers; at most 8 MB, gzip allowed" }),
      },
      answer: { status: 201, description: "What became of the records", content: { "application/json": imported } },
      errors: [400, 401, 403, 404, 413, 422, 429, 503],
    },
    async (c) => {
      const key = await keyOf(c);
      return c.json(await importRecords(key, c.req.param("system") ?? "", await readBody(c, "any")), 201);
    },
  );
}
