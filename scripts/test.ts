import { type ChildProcess, spawn } from "node:child_process";
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { basename, delimiter, join } from "node:path";
import { createInterface } from "node:readline";
import { ensureBuilt } from "./build.ts";
import { findChromium } from "./chromium.ts";
import { judgeSecrets, noteDemoSecrets, scanDemoDatabase } from "./test-secrets.ts";

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

const root = join(import.meta.dirname, "..");
const bin = (name: string) => join(root, "node_modules", ".bin", name);
const scratch = mkdtempSync(join(tmpdir(), "sealtrail-test-"));
const total: Counts = { passed: 0, failed: 0, skipped: 0 };
const only = process.argv.slice(2);
const READY_MS = 240_000;
const ERROR_LEVEL = 50;
const outputDir = join(scratch, "output");
const register = join(scratch, "secrets");
const demoDir = join(scratch, "data");
for (const directory of [outputDir, register]) mkdirSync(directory, { mode: 0o700 });
// The processes of the run note there which secrets they issue, and where they saw one.
process.env.SEALTRAIL_TEST_SECRETS = register;

function say(text: string): void {
  process.stdout.write(`\n${text}\n`);
}

function count(counts: Counts): void {
  total.passed += counts.passed;
  total.failed += counts.failed;
  total.skipped += counts.skipped;
}

/** Keeps everything that a process says, for the search for secrets. */
function keep(child: ChildProcess, name: string): void {
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (chunk) => appendFileSync(join(outputDir, `${name}.log`), chunk));
}

function run(
  command: string,
  args: string[],
  env: Record<string, string> = {},
): Promise<{ code: number; output: string }> {
  const child = spawn(command, args, {
    cwd: root,
    env: { ...(process.stdout.isTTY ? {} : { NO_COLOR: "1" }), ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  keep(child, basename(command));
  let output = "";
  child.stdout.on("data", (chunk) => {
    output += chunk;
    process.stdout.write(chunk);
  });
  child.stderr.on("data", (chunk) => process.stderr.write(chunk));
  return new Promise((resolve) => {
    child.on("error", (error) => resolve({ code: 1, output: String(error) }));
    child.on("close", (code) => resolve({ code: code ?? 1, output }));
  });
}

/** A tool that counts nothing by itself is one check. */
async function check(name: string, command: string, args: string[]): Promise<void> {
  const { code } = await run(command, args);
  count({ passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 });
  if (code !== 0) say(`FAILED: ${name}`);
}

async function vitest(config: string): Promise<void> {
  const file = join(scratch, `${config}.json`);
  const { code } = await run(bin("vitest"), [
    "run",
    "--config",
    config,
    "--reporter=dot",
    "--reporter=json",
    `--outputFile.json=${file}`,
  ]);
  if (!existsSync(file)) return count({ passed: 0, failed: 1, skipped: 0 });
  const report = JSON.parse(readFileSync(file, "utf8"));
  const failed = report.numFailedTests + (report.numFailedTests === 0 && code !== 0 ? 1 : 0);
  count({ passed: report.numPassedTests, failed, skipped: report.numPendingTests + report.numTodoTests });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}

/** A demo of its own: a new data directory and port, so that nothing else on the machine is disturbed. */
async function startDemo(): Promise<ChildProcess> {
  const env = {
    ...process.env,
    PORT: String(await freePort()),
    SEALTRAIL_DATA_DIR: demoDir,
    SEALTRAIL_URL: "",
    DATABASE_URL: "",
    LOG_LEVEL: "debug",
    // Journeys receive webhooks on this machine.
    WEBHOOK_ALLOW: "127.0.0.1/32",
  };
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", join(root, "processes/demo.ts")], {
    cwd: root,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  keep(child, "demo");
  createInterface({ input: child.stderr }).on("line", sayIfError);
  await new Promise<void>((resolve, reject) => {
    const limit = setTimeout(() => reject(new Error("the demo was not ready in time")), READY_MS);
    child.on("exit", (code) => reject(new Error(`the demo ended (${code})`)));
    child.stdout.on("data", (chunk) => {
      process.stdout.write(chunk);
      if (String(chunk).includes("Sealtrail is ready")) {
        clearTimeout(limit);
        resolve();
      }
    });
  });
  return child;
}

/** A line of the demo's log, which says everything for the search for secrets, is shown when it is an error or no log line at all. */
function sayIfError(line: string): void {
  const level = /^\{"level":(\d+),/.exec(line)?.[1];
  if (level === undefined || Number(level) >= ERROR_LEVEL) process.stderr.write(`${line}\n`);
}

async function stopDemo(child: ChildProcess): Promise<void> {
  child.removeAllListeners("exit");
  const ended = new Promise<number | null>((resolve) => child.once("exit", (code) => resolve(code)));
  child.kill("SIGINT");
  const code = await ended;
  count({ passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 });
  if (code !== 0) say(`FAILED: the demo did not stop cleanly (${code})`);
}

/** The outside check of the machine API, where it lies beside the clone and Python is there to run it. */
async function contract(): Promise<void> {
  const script = join(root, "../shared/check/contract.py");
  const python = (process.env.PATH ?? "").split(delimiter).some((folder) => existsSync(join(folder, "python3")));
  if (!existsSync(script) || !python) {
    say("The outside contract check was skipped: it or python3 is not here.");
    return count({ passed: 0, failed: 0, skipped: 1 });
  }
  const { code, output } = await run("python3", ["-B", script, join(demoDir, "demo.json")]);
  const match = /(\d+) passed, (\d+) failed, (\d+) skipped\s*$/.exec(output);
  if (!match) return count({ passed: 0, failed: 1, skipped: 0 });
  count({
    passed: Number(match[1]),
    failed: Number(match[2]) + (match[2] === "0" && code !== 0 ? 1 : 0),
    skipped: Number(match[3]),
  });
}

async function browser(): Promise<void> {
  const file = join(scratch, "browser.json");
  const { code } = await run(bin("playwright"), ["test", "--reporter=line,json"], {
    CHROMIUM_PATH: await findChromium({ install: true }),
    SEALTRAIL_DATA_DIR: demoDir,
    PLAYWRIGHT_JSON_OUTPUT_NAME: file,
  });
  if (!existsSync(file)) return count({ passed: 0, failed: 1, skipped: 0 });
  const { stats } = JSON.parse(readFileSync(file, "utf8"));
  const failed = stats.unexpected + (stats.unexpected === 0 && code !== 0 ? 1 : 0);
  count({ passed: stats.expected + stats.flaky, failed, skipped: stats.skipped });
}

async function withDemo(): Promise<void> {
  const child = await startDemo();
  try {
    noteDemoSecrets(demoDir);
    await contract();
    await browser();
    await scanDemoDatabase(demoDir);
  } finally {
    await stopDemo(child);
  }
}

/** Every secret that the run issued, looked for in everything that it left behind. */
async function secrets(): Promise<void> {
  const ran = parts.map(([name]) => name).filter((name) => only.length === 0 || only.includes(name));
  const results = join(root, "test-results");
  count(await judgeSecrets({ register, outputDir, dataDir: demoDir, results, parts: ran }, say));
}

const parts: [string, string, () => Promise<void>][] = [
  ["lint", "Format and lint", () => check("format and lint", bin("biome"), ["check", "."])],
  ["types", "Types", () => check("types", bin("tsc"), ["--noEmit", "-p", "."])],
  ["unit", "Unit tests", () => vitest("vitest.config.ts")],
  ["database", "Database tests", () => vitest("vitest.db.config.ts")],
  ["build", "Build", () => ensureBuilt(say)],
  ["demo", "Contract and browser tests", withDemo],
  ["secrets", "Search for secrets", secrets],
];

for (const [name, title, part] of parts) {
  if (only.length > 0 && !only.includes(name)) continue;
  const beganMs = Date.now();
  say(`== ${title}`);
  try {
    await part();
  } catch (error) {
    say(`FAILED: ${title}: ${(error as Error).message}`);
    total.failed++;
  }
  say(`   ${title}: ${Math.round((Date.now() - beganMs) / 1000)} s`);
}
rmSync(scratch, { recursive: true, force: true });
process.stdout.write(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`);
process.exit(total.failed === 0 && total.passed > 0 ? 0 : 1);
