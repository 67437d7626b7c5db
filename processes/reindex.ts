import { readEnvironment } from "#server/env.ts";
import { openRuntime } from "#server/open-runtime.ts";
import { rebuildIndex } from "#server/search/index.ts";
import { listLedgers } from "#server/tenants/index.ts";
import { refuseStart } from "./lifecycle.ts";

/** Makes the search index of a tenant, or of all, anew from the events. Searches go on meanwhile, slower. */
async function main(): Promise<void> {
  const [slug = ""] = process.argv.slice(2);
  if (!slug) throw new Error("usage: npm run reindex -- SLUG, or --all");
  const runtime = await openRuntime(readEnvironment());
  try {
    const ledgers = (await listLedgers()).filter((ledger) => slug === "--all" || ledger.slug === slug);
    if (ledgers.length === 0) throw new Error(`there is no tenant ${slug}`);
    for (const ledger of ledgers)
      process.stdout.write(`${ledger.slug}: ${await rebuildIndex(ledger.tenantId)} of ${ledger.size} events indexed\n`);
  } finally {
    await runtime.close();
  }
}

main().catch(refuseStart);
