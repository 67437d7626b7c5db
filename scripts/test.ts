import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { ensureBuilt } from "./build.ts";
import { findChromium } from "./chromium.ts";

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

function say(text: string): void {
  process.stdout.write(`\n${text}\n`);
}

function count(counts: Counts): void {
  total.passed += counts.passed;
  total.failed += counts.failed;
  total.skipped += counts.skipped;
}

function run(
  command: string,
  args: string[],
  env: Record<string, string> = {},
): Promise<{ code: number; output: string }> {
  const child = spawn(command, args, {
    cwd: root,
    env: { ...(process.stdout.isTTY ? {} : { NO_COLOR: "1" }), ...process.env, ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.on("data", (chunk) => {
    output += chunk;
    process.stdout.write(chunk);
  });
  return new Promise((resolve) => {
    child.on("error", (error) => resolve({ code: 1, output: String(error) }));
    child.on("exit", (code) => resolve({ code: code ?? 1, output }));
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
async function startDemo(): Promise<{ child: ChildProcess; dataDir: string }> {
  const dataDir = join(scratch, "data");
  const env = {
    ...process.env,
    PORT: String(await freePort()),
    SEALTRAIL_DATA_DIR: dataDir,
    SEALTRAIL_URL: "",
    DATABASE_URL: "",
    LOG_LEVEL: "error",
  };
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", join(root, "processes/demo.ts")], {
    cwd: root,
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
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
  return { child, dataDir };
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
async function contract(dataDir: string): Promise<void> {
  const script = join(root, "../shared/check/contract.py");
  const python = (process.env.PATH ?? "").split(delimiter).some((folder) => existsSync(join(folder, "python3")));
  if (!existsSync(script) || !python) {
    say("The outside contract check was skipped: it or python3 is not here.");
    return count({ passed: 0, failed: 0, skipped: 1 });
  }
  const { code, output } = await run("python3", ["-B", script, join(dataDir, "demo.json")]);
  const match = /(\d+) passed, (\d+) failed, (\d+) skipped\s*$/.exec(output);
  if (!match) return count({ passed: 0, failed: 1, skipped: 0 });
  count({
    passed: Number(match[1]),
    failed: Number(match[2]) + (match[2] === "0" && code !== 0 ? 1 : 0),
    skipped: Number(match[3]),
  });
}

async function browser(dataDir: string): Promise<void> {
  const file = join(scratch, "browser.json");
  const { code } = await run(bin("playwright"), ["test", "--reporter=line,json"], {
    CHROMIUM_PATH: await findChromium({ install: true }),
    SEALTRAIL_DATA_DIR: dataDir,
    PLAYWRIGHT_JSON_OUTPUT_NAME: file,
  });
  if (!existsSync(file)) return count({ passed: 0, failed: 1, skipped: 0 });
  const { stats } = JSON.parse(readFileSync(file, "utf8"));
  const failed = stats.unexpected + (stats.unexpected === 0 && code !== 0 ? 1 : 0);
  count({ passed: stats.expected + stats.flaky, failed, skipped: stats.skipped });
}

async function withDemo(): Promise<void> {
  const { child, dataDir } = await startDemo();
  try {
    await contract(dataDir);
    await browser(dataDir);
  } finally {
    await stopDemo(child);
  }
}

const parts: [string, string, () => Promise<void>][] = [
  ["lint", "Format and lint", () => check("format and lint", bin("biome"), ["check", "."])],
  ["types", "Types", () => check("types", bin("tsc"), ["--noEmit", "-p", "."])],
  ["unit", "Unit tests", () => vitest("vitest.config.ts")],
  ["database", "Database tests", () => vitest("vitest.db.config.ts")],
  ["build", "Build", () => ensureBuilt(say)],
  ["demo", "Contract and browser tests", withDemo],
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
