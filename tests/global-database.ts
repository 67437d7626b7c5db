import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { type DatabaseUrls, openTemplate } from "./database-server.ts";

declare module "vitest" {
  export interface ProvidedContext {
    template: DatabaseUrls;
  }
}

/** One server and one migrated template for the whole run; each test file clones it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = mkdtempSync(join(tmpdir(), "sealtrail-db-"));
  const template = await openTemplate(dataDir);
  project.provide("template", template.urls);
  return async () => {
    await template.close();
    rmSync(dataDir, { recursive: true, force: true });
  };
}
