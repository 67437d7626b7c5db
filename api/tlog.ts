import { z } from "@hono/zod-openapi";
import type { TenantContext } from "#server/access/index.ts";
import { AppError } from "#server/errors.ts";
import { getLatestCheckpoint, getTile } from "#server/proofs/index.ts";
import { type ApiContext, readerOf } from "./caller.ts";
import { type Api, route } from "./openapi.ts";

/** The reader, if the log is its own tenant's: another tenant's log is not there. */
async function readerOfLog(c: ApiContext): Promise<TenantContext> {
  const context = await readerOf(c);
  if (c.req.param("tenant") !== context.tenantId) throw new AppError("not_found", "There is no such tile.");
  return context;
}

export function tlogRoutes(app: Api): void {
  route(
    app,
    "get",
    "/tlog/:tenant/checkpoint",
    {
      summary: "The log's checkpoint (C2SP tlog-tiles)",
      keys: "provisioning",
      params: z.object({ tenant: z.string() }),
      answer: { status: 200, description: "A signed note", content: { "text/plain": z.string() } },
      errors: [401, 403, 404, 429, 503],
    },
    async (c) => c.text(await getLatestCheckpoint(await readerOfLog(c))),
  );

  route(
    app,
    "get",
    "/tlog/:tenant/tile/:path{.+}",
    {
      summary: "A hash tile or an entry bundle (C2SP tlog-tiles); entries need a key that sees everything",
      keys: "provisioning",
      params: z.object({ tenant: z.string(), path: z.string() }),
      answer: { status: 200, description: "The tile", content: { "application/octet-stream": z.string() } },
      errors: [401, 403, 404, 429, 503],
    },
    async (c) => {
      const path = `tile/${c.req.param("path")}`;
      const tile = await getTile(await readerOfLog(c), path);
      if (tile.immutable) c.header("Cache-Control", "private, max-age=31536000, immutable");
      return c.body(new Uint8Array(tile.bytes), 200, { "Content-Type": "application/octet-stream" });
    },
  );
}
