import { z } from "@hono/zod-openapi";
import { getProof } from "#server/events/index.ts";
import { getConsistency, getLatestCheckpoint } from "#server/proofs/index.ts";
import { formatProof, toBase64 } from "#tlog";
import { readerOf } from "./caller.ts";
import { type Api, readQuery, route } from "./openapi.ts";
import { count, tenantParameter } from "./parameters.ts";

const proofQuery = z.object({ size: count.optional(), tenant: tenantParameter });
const checkpointQuery = z.object({ tenant: tenantParameter });
const consistencyQuery = z.object({ from: count, to: count, tenant: tenantParameter });
const hashes = z.array(z.string()).openapi({ description: "32-byte hashes in base64" });

export function proofRoutes(app: Api): void {
  route(
    app,
    "get",
    "/api/v1/events/:id/proof",
    {
      summary: "Inclusion proof of an event with its signed checkpoint (C2SP tlog-proof)",
      keys: "provisioning",
      params: z.object({ id: z.string() }),
      query: proofQuery,
      answer: {
        status: 200,
        description: "A tlog-proof, or its parts as JSON",
        content: {
          "text/plain": z.string(),
          "application/json": z.object({
            index: z.number().int(),
            size: z.number().int(),
            hashes,
            checkpoint: z.string(),
          }),
        },
      },
      errors: [401, 403, 404, 422, 429, 503],
    },
    async (c) => {
      const { size } = readQuery(c, proofQuery);
      const proof = await getProof(await readerOf(c), c.req.param("id") ?? "", size);
      if (c.req.header("accept")?.includes("application/json"))
        return c.json({ ...proof, hashes: proof.hashes.map(toBase64) });
      c.header("Content-Disposition", `inline; filename="${proof.index}.tlog-proof"`);
      return c.text(formatProof(proof));
    },
  );

  route(
    app,
    "get",
    "/api/v1/checkpoints/latest",
    {
      summary: "The newest signed checkpoint",
      keys: "provisioning",
      query: checkpointQuery,
      answer: {
        status: 200,
        description: "A signed note (C2SP tlog-checkpoint)",
        content: { "text/plain": z.string() },
      },
      errors: [401, 403, 429, 503],
    },
    async (c) => c.text(await getLatestCheckpoint(await readerOf(c))),
  );

  route(
    app,
    "get",
    "/api/v1/consistency",
    {
      summary: "Consistency proof between two sizes of the ledger (RFC 9162)",
      keys: "provisioning",
      query: consistencyQuery,
      answer: {
        status: 200,
        description: "The proof",
        content: { "application/json": z.object({ from: z.number().int(), to: z.number().int(), hashes }) },
      },
      errors: [401, 403, 422, 429, 503],
    },
    async (c) => {
      const { from, to } = readQuery(c, consistencyQuery);
      const proof = await getConsistency(await readerOf(c), from, to);
      return c.json({ ...proof, hashes: proof.hashes.map(toBase64) });
    },
  );
}
