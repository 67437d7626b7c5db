#!/usr/bin/env node
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { constants } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

// Plain JavaScript that any Node from 18 on can read: it finds the Node that the clone has installed for itself.
const NODE_MAJOR = 24;
const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const installed = join(root, "node_modules", ".bin", "node");
const args = process.argv.slice(2);

if (!existsSync(join(root, "node_modules", "pg"))) {
  fail(`The packages are not installed. Run npm ci (or npm run demo) in ${root} first.`);
} else if (Number(process.versions.node.split(".")[0]) >= NODE_MAJOR) {
  const { main } = await import("./main.ts");
  process.exitCode = await main(args);
} else if (process.env.SEALTRAIL_CLI_NODE || !existsSync(installed)) {
  fail(
    `Sealtrail needs Node ${NODE_MAJOR}, this is ${process.versions.node}. Run npm ci (or npm run demo) in ${root}: it installs one inside the clone.`,
  );
} else {
  const child = spawn(installed, [fileURLToPath(import.meta.url), ...args], {
    stdio: "inherit",
    env: { ...process.env, SEALTRAIL_CLI_NODE: "1" },
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("error", (error) => fail(`Cannot start ${installed} (${error.code}). Run npm ci in ${root}.`));
  child.on("exit", (code, signal) => {
    process.exitCode = signal ? 128 + constants.signals[signal] : code;
  });
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exitCode = 1;
}
