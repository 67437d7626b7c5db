import "server-only";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { runtime } from "#server/runtime.ts";

const demoSchema = z.object({
  tenants: z.array(z.object({ slug: z.string(), name: z.string() })),
  users: z.array(
    z.object({ email: z.string(), password: z.string(), tenant: z.string().nullable(), role: z.string() }),
  ),
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

/** The ingest key to show in commands: the demo's own, in the demo only; elsewhere what a key looks like. */
export async function ingestKeyShown(slug: string): Promise<string> {
  const demo = await readDemo();
  return demo?.keys.find((key) => key.tenant === slug && key.kind === "ingest")?.token ?? KEY_PLACEHOLDER;
}

export const KEY_PLACEHOLDER = "st_ing_…";
