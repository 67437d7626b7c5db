import { measureBatches } from "./ingest-batches.ts";
import { measureIndexed } from "./ingest-indexed.ts";
import { measureSingles } from "./ingest-singles.ts";
import { measureVisible } from "./ingest-visible.ts";
import { openLoad } from "./load.ts";
import { memoryRow } from "./memory.ts";
import type { ResultRow } from "./results.ts";
import { makeTenant, type Stand } from "./stand.ts";

/** Ingest in batches and singly, with what both are compared with, and how soon search shows it. */
export async function measureIngest(stand: Stand): Promise<ResultRow[]> {
  const tenant = await stand.withRuntime(({ clock }) => makeTenant(stand, "ingest", clock));
  const load = openLoad();
  const web = await stand.startWeb();
  try {
    return [
      ...(await measureBatches(stand, web, load, tenant)),
      ...(await measureSingles(stand, web, load, tenant)),
      ...(await measureVisible(web, load, tenant)),
      ...(await measureIndexed(stand, web, load, tenant)),
      memoryRow("ingest", web),
    ];
  } finally {
    load.close();
    await web.close();
  }
}
