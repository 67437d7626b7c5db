import "server-only";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { runtime } from "#server/runtime.ts";

const demoSchema = z.object({
  tenants: z.array(z.object({ slug: z.string(), name: z.string() })),
  users: z.array(z.object({ email: z.string(), password: z.string(), tenant: z.string().nullable(), role: z.string() })),
  keys: z.array(z.object({ tenant: z.string().nullable(), kind: z.string(), token: z.string() })),
});
export type Demo = z.output<typeof demoSchema>;

/** What `demo.json` says, in the demo only; null everywhere else. */
export async function readDemo(): Promise<Demo | null> {
  const { env } = runtime();
  if (!env.demo) return null;
  const text = await readFile(join(env.dataDir, "demo.json"), "utf8").catch(() => null);
  return text === null ? null : demoSchema.parse(JSON.parse(text));
}
