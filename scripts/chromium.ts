import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { chromium } from "@playwright/test";
import { ensureDebianPackage, findOnPath, runQuietly } from "./debian.ts";

export const CHROMIUM_FLAGS: readonly string[] = [
  ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-quic",
  "--no-first-run",
];

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/**
 * The path of a Chromium that runs here: CHROMIUM_PATH, one on the PATH, Playwright's own. With `install` (the default)
 * and none of these, Playwright's is downloaded, or, where that is refused, Debian's package installed as root.
 */
export async function findChromium(options: { install?: boolean } = {}): Promise<string> {
  const named = process.env.CHROMIUM_PATH;
  if (named) {
    if (runs(named)) return named;
    throw new Error(
      `CHROMIUM_PATH is ${named}, which ${existsSync(named) ? "does not run" : "does not exist"}. Set it to a Chromium such as /usr/bin/chromium, or unset it.`,
    );
  }
  const present = findPresent();
  if (present) return present;
  const refusals: string[] = [];
  if (options.install ?? true) {
    for (const install of [installFromPlaywright, () => ensureDebianPackage("chromium")]) {
      try {
        await install();
        const installed = findPresent();
        if (installed) return installed;
        refusals.push("what was installed does not run here");
      } catch (error) {
        refusals.push((error as Error).message);
      }
    }
  }
  const tried = refusals.length > 0 ? ` (tried: ${refusals.join("; ")})` : "";
  throw new Error(
    `No Chromium was found. Install one (on Debian: apt-get install chromium) or set CHROMIUM_PATH to one${tried}.`,
  );
}

function findPresent(): string | undefined {
  const candidates = [...names.map(findOnPath), chromium.executablePath()];
  return candidates.find((candidate) => candidate !== undefined && runs(candidate));
}

// Some distributions put a script on the path that only says where to get the browser.
function runs(binary: string): boolean {
  if (!existsSync(binary)) return false;
  const { status, stdout } = spawnSync(binary, ["--version"], { encoding: "utf8", timeout: 30_000 });
  return status === 0 && /chrom/i.test(stdout);
}

async function installFromPlaywright(): Promise<void> {
  const cli = path.join(
    path.dirname(createRequire(import.meta.url).resolve("@playwright/test/package.json")),
    "cli.js",
  );
  await runQuietly("Downloading Playwright's Chromium", [[process.execPath, cli, "install", "chromium"]]);
}
