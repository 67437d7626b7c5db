import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { indexLedger, rebuildIndex } from "#server/search/index.ts";
import { figure, type ResultRow } from "./results.ts";
import type { SearchSet } from "./search-data.ts";
import { say } from "./stand.ts";

const TABLES = ["search_segment", "search_block", "search_column"];

interface Indexed {
  events: number;
  seconds: number;
}

/** Brings the search index of a set up to its ledgers. How long making it took is remembered where the set is kept. */
export async function indexSet({ stand, tenantIds, events }: SearchSet): Promise<ResultRow[]> {
  const file = join(stand.dataDir, "search-indexed.json");
  const isMade = existsSync(file);
  const beganMs = performance.now();
  let taken = 0;
  await stand.withRuntime(async () => {
    for (const id of tenantIds) {
      taken += await (isMade ? indexLedger : rebuildIndex)(id);
      if (!isMade) say(`${taken.toLocaleString("en")} events indexed`);
    }
  });
  const seconds = (performance.now() - beganMs) / 1_000;
  if (!isMade) {
    writeFileSync(file, JSON.stringify({ events: taken, seconds } satisfies Indexed));
    await stand.withSuperuser((client) => client.query(`VACUUM (ANALYZE) ${TABLES.join(", ")}`));
  }
  const made = JSON.parse(readFileSync(file, "utf8")) as Indexed;
  const bytes = await stand.withSuperuser(async (client) => {
    const { rows } = await client.query<{ index: string; event: string }>(
      `SELECT (SELECT sum(pg_total_relation_size(inhrelid)) FROM pg_inherits WHERE inhparent = 'event'::regclass) AS event,
              (SELECT sum(pg_total_relation_size(t)) FROM unnest($1::regclass[]) AS t) AS index`,
      [TABLES],
    );
    return rows[0]!;
  });
  const what = `at ${events.toLocaleString("en")} events`;
  return [
    figure(`making the search index ${what}, one process`, made.events / made.seconds, "events/s"),
    figure(
      `search index on disk ${what}, against the event table with its own indexes`,
      Number(bytes.index) / events,
      "B/event",
      undefined,
      Number(bytes.event) / events,
    ),
  ];
}
