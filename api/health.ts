import { z } from "@hono/zod-openapi";
import { AppError } from "#server/errors.ts";
import { runtime } from "#server/runtime.ts";
import { type Api, route } from "./openapi.ts";

const ok = z.object({ status: z.literal("ok") });

export function healthRoutes(app: Api): void {
  route(
    app,
    "get",
    "/api/v1/health",
    {
      summary: "The process answers",
      keys: "",
      answer: { status: 200, description: "It does", content: { "application/json": ok } },
      errors: [],
    },
    (c) => c.json({ status: "ok" as const }),
  );

  route(
    app,
    "get",
    "/api/v1/ready",
    {
      summary: "The process and its database can take events in",
      keys: "",
      answer: { status: 200, description: "They can", content: { "application/json": ok } },
      errors: [503],
    },
    async (c) => {
      try {
        await runtime().database.ledgerPool.query("SELECT 1");
      } catch (cause) {
        throw new AppError("unavailable", "The database cannot be reached.", { cause, retryAfterS: 5 });
      }
      return c.json({ status: "ok" as const });
    },
  );
}
