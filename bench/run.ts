import { chmodSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { measureDetection } from "./detection.ts";
import { measureDetectionQuality } from "./detection-quality.ts";
import { measureExports } from "./exports.ts";
import { measureIngest } from "./ingest.ts";
import { measureKeys } from "./keys.ts";
import { describeMachine } from "./machine.ts";
import { measurePictures } from "./pictures.ts";
import { measurePicturesFrames } from "./pictures-frames.ts";
import { measureRead } from "./read.ts";
import { figure, printResults, type ResultRow, writeResults } from "./results.ts";
import { measureScroll } from "./scroll.ts";
import { measureSearch } from "./search.ts";
import { openStand, type Stand, say } from "./stand.ts";
import { measureVerify } from "./verify.ts";

type Benchmark =
  | { about: string; measure(stand: Stand): Promise<ResultRow[]> }
  /** With stands of its own in a directory, which is kept where one is named. */
  | { about: string; measureIn(root: string): Promise<{ rows: ResultRow[]; postgres: string }> };

const BENCHMARKS: Record<string, Benchmark> = {
  ingest: { about: "ingest over HTTP against raw COPY and against a table written by hand", measure: measureIngest },
  keys: { about: "checking a key among 10,000, counting and recording its use, refusing fakes", measure: measureKeys },
  read: { about: "pages and proofs in a tenant of a million events", measure: measureRead },
  detection: {
    about: "from event to alert, detection's pace and its cost for ingest, rules tried over a million events",
    measure: measureDetection,
  },
  exports: { about: "files and evidence bundles against psql \\copy", measure: measureExports },
  search: { about: "the explorer's lists, counts and page at 10 M events", measureIn: measureSearch },
  scroll: { about: "frames of the Events page with 100,000 events loaded", measure: measureScroll },
  "detection-quality": {
    about: "what the detectors find in demo years, and what else they raise",
    measureIn: measureDetectionQuality,
  },
  pictures: {
    about: "Overview, Anomalies and Secrets at 10 M events, and what counting costs",
    measureIn: measurePictures,
  },
  "pictures-frames": {
    about: "frames of the Anomalies page while its chart is zoomed and moved",
    measure: measurePicturesFrames,
  },
  verify: { about: "a million events re-verified from the database", measure: measureVerify },
};

/**
 * `npm run bench -- NAME ...`: each benchmark prints its table and writes bench/results/NAME.json. `--data DIR`, or SEALTRAIL_BENCH_DIR, names a
 * directory that is kept.
 */
async function main(): Promise<void> {
  const { values, positionals: asked } = parseArgs({ allowPositionals: true, options: { data: { type: "string" } } });
  const names = asked.includes("all") ? Object.keys(BENCHMARKS) : asked;
  const unknown = names.find((name) => !(name in BENCHMARKS));
  if (names.length === 0 || unknown !== undefined) {
    if (unknown !== undefined) say(`There is no benchmark ${unknown}.`);
    say("Usage: npm run bench -- NAME ... (or all) [--data DIR]");
    for (const [name, { about }] of Object.entries(BENCHMARKS)) say(`  ${name.padEnd(8)} ${about}`);
    process.exitCode = unknown === undefined ? 0 : 64;
    return;
  }
  const keptDir = values.data ?? process.env.SEALTRAIL_BENCH_DIR;
  await onStand(
    keptDir,
    names.filter((name) => "measure" in BENCHMARKS[name]!),
  );
  for (const name of names) {
    const benchmark = BENCHMARKS[name]!;
    if ("measureIn" in benchmark) await inDirectory(keptDir, (root) => run(name, () => benchmark.measureIn(root)));
  }
}

/** The benchmarks that share one stand. */
async function onStand(keptDir: string | undefined, names: readonly string[]): Promise<void> {
  if (names.length === 0) return;
  const stand = await openStand(keptDir);
  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= stand.close();
    return closing;
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => void close().finally(() => process.exit(130)));
  try {
    for (const name of names) {
      const benchmark = BENCHMARKS[name]!;
      if (!("measure" in benchmark)) continue;
      await run(name, async () => ({ rows: await benchmark.measure(stand), postgres: stand.postgres.version }));
    }
  } finally {
    await close();
  }
}

async function inDirectory(keptDir: string | undefined, work: (root: string) => Promise<void>): Promise<void> {
  const root = keptDir ?? mkdtempSync(join(tmpdir(), "sealtrail-bench-"));
  mkdirSync(root, { recursive: true });
  chmodSync(root, 0o711);
  try {
    await work(root);
  } finally {
    if (keptDir === undefined) rmSync(root, { recursive: true, force: true });
  }
}

async function run(name: string, measure: () => Promise<{ rows: ResultRow[]; postgres: string }>): Promise<void> {
  const loadBefore = loadavg()[0]!;
  const at = new Date().toISOString();
  const { rows, postgres } = await measure();
  rows.push(figure("load average of the machine before the start", loadBefore, "processes"));
  const results = { name, at, machine: describeMachine(postgres), rows };
  writeResults(results);
  printResults(results);
}

await main();
