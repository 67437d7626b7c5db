import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { constants } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { ensureInstalled } from "./install.mjs";
import { NODE_FLAGS } from "./node-flags.mjs";
import { SetupError } from "./setup-error.mjs";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const [entry, ...args] = process.argv.slice(2);

if (!entry) {
  process.stderr.write("Usage: node scripts/run.mjs <entry.ts> [arguments]\n");
  process.exit(64);
}

ensureInstalled(root).then(
  (node) => runEntry(node),
  (error) => {
    process.stderr.write(error instanceof SetupError ? `${error.message}\n` : `${error.stack}\n`);
    process.exitCode = 1;
  },
);

function runEntry(node) {
  const bin = path.join(root, "node_modules", ".bin");
  const child = spawn(node, [...NODE_FLAGS, path.join(root, entry), ...args], {
    stdio: "inherit",
    env: { ...process.env, PATH: [bin, process.env.PATH].join(path.delimiter) },
  });
  forwardSignals(child);
  endWithNpm(child);
  child.on("error", (error) => {
    process.stderr.write(`Cannot start ${node} (${error.code}). Delete node_modules and start again.\n`);
    process.exit(1);
  });
  child.on("exit", (code, signal) => {
    if (!signal) process.exit(code);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
    setTimeout(() => process.exit(128 + constants.signals[signal]), 200);
  });
}

// Ctrl-C reaches the child by itself, and npm passes it on once more: what has just been sent is not sent again. In a
// terminal the wrapper only steps in when the child is still there after a while, as after `kill -INT` from elsewhere.
function forwardSignals(child) {
  const quietMs = 2_000;
  let lastAt = Number.NEGATIVE_INFINITY;
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(signal, () => {
      const now = performance.now();
      if (now - lastAt < quietMs) return;
      lastAt = now;
      const delayMs = signal === "SIGINT" && ownsTerminal() ? quietMs : 0;
      setTimeout(() => child.kill(signal), delayMs).unref();
    });
  }
}

// A SIGTERM to npm ends npm and its shell, and neither passes it on: without this, the child would stay behind.
function endWithNpm(child) {
  if (!process.env.npm_lifecycle_event) return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    child.kill("SIGTERM");
  }, 500);
  watch.unref();
}

function ownsTerminal() {
  try {
    const stat = readFileSync("/proc/self/stat", "utf8");
    const [, , groupId, , , foregroundGroupId] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return groupId === foregroundGroupId;
  } catch {
    return Boolean(process.stdin.isTTY);
  }
}
