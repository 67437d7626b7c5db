import { z } from "zod";
import { PERMISSIONS } from "../access/index.ts";

const text = (max: number) => z.string().trim().min(1).max(max);

export const createKeyInput = z.object({
  kind: z.enum(["ingest", "provisioning", "management"]),
  name: text(100),
  purpose: text(1_000),
  /** The role that the key acts within; the caller's own when absent, owner for Sealtrail itself. */
  role: text(100).optional(),
  permissions: z.array(z.enum(PERMISSIONS)).optional(),
  requestsPerMinute: z.number().int().min(1).max(1_000_000).default(600),
  expiresAt: z.date().optional(),
});
export type CreateKeyInput = z.input<typeof createKeyInput>;
