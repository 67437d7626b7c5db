import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { type DatabaseUrls, openEmbedded, withClient } from "../tests/database-server.ts";
import { notMeasured, type Row, tableOf } from "./soak/measures.ts";
import { PARTS, type Part, say } from "./soak/parts.ts";

const RESULTS = join(import.meta.dirname, "../bench/results/soak.json");
const USAGE = `npm run soak -- [SHARE] [PART ...]: a share of the full count over 0 and at most 1, such as 0.05; parts: ${Object.keys(PARTS).join(", ")}`;

/** What was asked for: all parts in full where nothing is. */
function readArguments([first, ...rest]: string[]): { share: number; names: string[] } {
  const share = first === undefined || first in PARTS ? 1 : Number(first);
  const names = first !== undefined && first in PARTS ? [first, ...rest] : rest;
  if (!(share > 0 && share <= 1) || names.some((name) => !(name in PARTS))) throw new Error(USAGE);
  return { share, names: names.length === 0 ? Object.keys(PARTS) : names };
}

/**
 * Every repetition, or the parts that are named, at full count or at a share of it. Ends with 1 unless every target is met. In full, the
 * rows of the parts that ran take the place of their earlier ones in the result file.
 */
async function main(): Promise<void> {
  const { share, names } = readArguments(process.argv.slice(2));
  const directory = mkdtempSync(join(tmpdir(), "sealtrail-soak-"));
  const rows: Row[] = [];
  try {
    const database = await openEmbedded(join(directory, "shared"));
    try {
      const version = await serverVersion(database.urls);
      for (const name of Object.keys(PARTS).filter((one) => names.includes(one))) {
        const part = PARTS[name]!;
        const count = Math.max(1, Math.round(part.count * share));
        const measured = await measure(name, () => part.run({ urls: database.urls, directory, count }));
        rows.push(...measured);
        if (share === 1) writeResult(part, measured, version);
      }
    } finally {
      await database.close();
    }
    say(tableOf(rows));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
  process.exitCode = rows.every((row) => row.met) ? 0 : 1;
}

async function measure(name: string, work: () => Promise<Row[]>): Promise<Row[]> {
  const beganMs = Date.now();
  say(`${name} ...`);
  try {
    return await work();
  } catch (error) {
    return [notMeasured(name, (error as Error).message)];
  } finally {
    say(`  ${Math.round((Date.now() - beganMs) / 1000)} s`);
  }
}

async function serverVersion(urls: DatabaseUrls): Promise<string> {
  return withClient(
    urls.superuser,
    async (client) => (await client.query("SHOW server_version")).rows[0].server_version,
  );
}

/** Rows of parts that did not run stay as they were. */
function writeResult(part: Part, measured: Row[], postgres: string): void {
  const before: Row[] = existsSync(RESULTS) ? JSON.parse(readFileSync(RESULTS, "utf8")).rows : [];
  const kept = before.filter((row) => !part.rows.test(row.what));
  const order = Object.values(PARTS);
  const placeOf = (row: Row) => order.findIndex(({ rows }) => rows.test(row.what));
  const rows = [...kept, ...measured].sort((a, b) => placeOf(a) - placeOf(b));
  const memory_gib = Math.round(totalmem() / 2 ** 30);
  const machine = { cores: availableParallelism(), memory_gib, node: process.version, postgres };
  mkdirSync(join(RESULTS, ".."), { recursive: true });
  const result = { name: "soak", at: new Date().toISOString(), machine, rows };
  writeFileSync(RESULTS, `${JSON.stringify(result, null, 2)}\n`);
}

main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
