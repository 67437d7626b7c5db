import { loadavg } from "node:os";
import { measureIngest } from "./ingest.ts";
import { measureKeys } from "./keys.ts";
import { describeMachine } from "./machine.ts";
import { measureRead } from "./read.ts";
import { figure, printResults, type ResultRow, writeResults } from "./results.ts";
import { openStand, type Stand, say } from "./stand.ts";
import { measureVerify } from "./verify.ts";

interface Benchmark {
  about: string;
  measure(stand: Stand): Promise<ResultRow[]>;
}

const BENCHMARKS: Record<string, Benchmark> = {
  ingest: { about: "ingest over HTTP against raw COPY and against a table written by hand", measure: measureIngest },
  keys: { about: "checking a key among 10,000, counting and recording its use, refusing fakes", measure: measureKeys },
  read: { about: "pages and proofs in a tenant of a million events", measure: measureRead },
  verify: { about: "a million events re-verified from the database", measure: measureVerify },
};

/** `npm run bench -- NAME ...`: each benchmark prints its table and writes bench/results/NAME.json. */
async function main(): Promise<void> {
  const asked = process.argv.slice(2);
  const names = asked.includes("all") ? Object.keys(BENCHMARKS) : asked;
  const unknown = names.find((name) => !(name in BENCHMARKS));
  if (names.length === 0 || unknown !== undefined) {
    if (unknown !== undefined) say(`There is no benchmark ${unknown}.`);
    say("Usage: npm run bench -- NAME ... (or all)");
    for (const [name, { about }] of Object.entries(BENCHMARKS)) say(`  ${name.padEnd(8)} ${about}`);
    process.exitCode = unknown === undefined ? 0 : 64;
    return;
  }
  const stand = await openStand(process.env.SEALTRAIL_BENCH_DIR);
  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= stand.close();
    return closing;
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => void close().finally(() => process.exit(130)));
  try {
    for (const name of names) await run(stand, name);
  } finally {
    await close();
  }
}

async function run(stand: Stand, name: string): Promise<void> {
  const loadBefore = loadavg()[0]!;
  const at = new Date().toISOString();
  const rows = await BENCHMARKS[name]!.measure(stand);
  rows.push(figure("load average of the machine before the start", loadBefore, "processes"));
  const results = { name, at, machine: describeMachine(stand.postgres.version), rows };
  writeResults(results);
  printResults(results);
}

await main();
