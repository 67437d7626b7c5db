import { parseArgs } from "node:util";
import { readEnvironment } from "#server/env.ts";
import { openRuntime } from "#server/open-runtime.ts";
import { rebuildRollups } from "#server/rollups/index.ts";
import { rebuildIndex } from "#server/search/index.ts";
import { listLedgers } from "#server/tenants/index.ts";
import { refuseStart } from "./lifecycle.ts";

/**
 * Makes the search index of a tenant, or of all, anew from the events; with `--counts` what the Overview, Anomalies and Secrets pages count.
 * Searches go on meanwhile, slower; counts begin at nothing and grow.
 */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { all: { type: "boolean" }, counts: { type: "boolean" } },
  });
  const [slug = ""] = positionals;
  if (!slug === !values.all) throw new Error("usage: npm run reindex -- SLUG, or --all; --counts for the counts");
  const runtime = await openRuntime(readEnvironment());
  try {
    const ledgers = (await listLedgers()).filter((ledger) => values.all || ledger.slug === slug);
    if (ledgers.length === 0) throw new Error(`there is no tenant ${slug}`);
    for (const ledger of ledgers) {
      const to = values.counts ? await rebuildRollups(ledger.tenantId) : await rebuildIndex(ledger.tenantId);
      const done = values.counts ? "counted" : "indexed";
      process.stdout.write(
        to === undefined
          ? `${ledger.slug}: a worker counts them anew\n`
          : `${ledger.slug}: ${to} of ${ledger.size} events ${done}\n`,
      );
    }
  } finally {
    await runtime.close();
  }
}

main().catch(refuseStart);
