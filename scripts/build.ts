import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const STAMP = join(root, ".next", "sealtrail-sources");
const SOURCES = [
  "app",
  "components",
  "server",
  "packages/query",
  "packages/wording",
  "packages/tlog",
  "packages/verify-page",
  "public",
  "next.config.js",
  "package-lock.json",
  "tsconfig.json",
  "prisma/schema.prisma",
];

/** SHA-256 over path, size and content of everything that goes into the pages. */
function fingerprint(): string {
  const hash = createHash("sha256");
  const visit = (path: string) => {
    const full = join(root, path);
    if (!existsSync(full)) return;
    if (statSync(full).isDirectory()) {
      for (const name of readdirSync(full).sort()) visit(join(path, name));
    } else if (!/\.test\.tsx?$/.test(path)) {
      hash.update(`${path}\n`).update(readFileSync(full));
    }
  };
  for (const source of SOURCES) visit(source);
  return hash.digest("hex");
}

/** Builds the pages unless the build at hand is of these very sources. */
export async function ensureBuilt(step: (text: string) => void): Promise<void> {
  const now = fingerprint();
  if (existsSync(STAMP) && readFileSync(STAMP, "utf8") === now) return;
  const beganMs = Date.now();
  await build(false);
  step(`Pages built in ${Math.round((Date.now() - beganMs) / 1000)} s`);
}

async function build(loud: boolean): Promise<void> {
  const now = fingerprint();
  const output: Buffer[] = [];
  const child = spawn(process.execPath, [join(root, "node_modules/next/dist/bin/next"), "build"], {
    cwd: root,
    env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
    stdio: loud ? "inherit" : ["ignore", "pipe", "pipe"],
  });
  child.stdout?.on("data", (chunk) => output.push(chunk));
  child.stderr?.on("data", (chunk) => output.push(chunk));
  const code = await new Promise<number>((resolve) => child.on("exit", (status) => resolve(status ?? 1)));
  if (code !== 0) {
    process.stderr.write(Buffer.concat(output));
    throw new Error("The pages could not be built; the lines above say why.");
  }
  writeFileSync(STAMP, now);
}

if (import.meta.main) await build(true);
