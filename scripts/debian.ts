import { spawn } from "node:child_process";
import { accessSync, constants, existsSync, statSync } from "node:fs";
import path from "node:path";

export function findOnPath(binary: string): string | undefined {
  for (const dir of (process.env.PATH ?? "").split(path.delimiter)) {
    const file = path.join(dir, binary);
    try {
      accessSync(file, constants.X_OK);
      if (statSync(file).isFile()) return file;
    } catch {}
  }
  return undefined;
}

/** The path of `binary`, after installing the Debian package `name` where that can be done without asking anybody. */
export async function ensureDebianPackage(name: string, binary = name): Promise<string> {
  const present = findOnPath(binary);
  if (present) return present;
  if (process.getuid?.() !== 0 || !existsSync("/etc/debian_version")) {
    throw new Error(`${binary} is not installed. Install it (on Debian, as root: apt-get install ${name}).`);
  }
  await runQuietly(`Installing Debian's ${name}`, [
    ["apt-get", "update", "-qq"],
    ["apt-get", "install", "-y", "-qq", "--no-install-recommends", name],
  ]);
  const installed = findOnPath(binary);
  if (installed) return installed;
  throw new Error(`Debian's package ${name} was installed but brought no ${binary} on the PATH.`);
}

/** Runs the commands one after the other, as one line with its duration; throws with the output's last line. */
export async function runQuietly(title: string, commands: string[][], timeoutMs = 15 * 60_000): Promise<void> {
  const started = performance.now();
  process.stderr.write(`${title} … `);
  for (const command of commands) {
    const { ok, output } = await run(command, timeoutMs);
    if (ok) continue;
    process.stderr.write("failed\n");
    const telling = output.findLast((line) => /^(E|Error|npm error)\b/.test(line)) ?? output.at(-1) ?? "no output";
    throw new Error(`${command.join(" ")} failed: ${telling}`);
  }
  process.stderr.write(`${Math.round((performance.now() - started) / 1000)} s\n`);
}

function run([program = "", ...args]: string[], timeoutMs: number): Promise<{ ok: boolean; output: string[] }> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    const child = spawn(program, args, { env, stdio: ["ignore", "pipe", "pipe"], timeout: timeoutMs });
    child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.on("error", (error) => resolve({ ok: false, output: [error.message] }));
    child.on("close", (code, signal) => {
      const lines = Buffer.concat(chunks)
        .toString("utf8")
        .split("\n")
        .map((line) => line.trim());
      const output = lines.filter(Boolean);
      if (signal) output.push(`ended by ${signal} after ${Math.round(timeoutMs / 1000)} s`);
      resolve({ ok: code === 0, output });
    });
  });
}
