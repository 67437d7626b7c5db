import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { say } from "./stand.ts";

/** What a run says of a page. */
export interface LighthouseReport {
  /** 0 to 100. */
  performance: number;
  accessibility: number;
  /** The audits behind the two that found something. */
  faults: string[];
  /** First and largest contentful paint, blocking time, layout shift. */
  times: string;
  finalUrl: string;
}

export type LighthouseForm = "desktop" | "mobile";

interface Audit {
  id: string;
  score: number | null;
  displayValue?: string;
}

interface Result {
  finalDisplayedUrl: string;
  runtimeError?: { message: string };
  audits: Record<string, Audit>;
  categories: Record<"performance" | "accessibility", { score: number; auditRefs: { id: string; weight: number }[] }>;
}

export const LIGHTHOUSE_VERSION = "12.8.2";
const TIMES = ["first-contentful-paint", "largest-contentful-paint", "total-blocking-time", "cumulative-layout-shift"];

/** Two hundred packages for one figure: kept in .toolchain, out of everybody's node_modules. Undefined where npm cannot fetch it. */
export function findLighthouse(): string | undefined {
  const prefix = join(import.meta.dirname, "../.toolchain/lighthouse");
  const cli = join(prefix, `node_modules/lighthouse/cli/index.js`);
  if (existsSync(cli)) return cli;
  mkdirSync(prefix, { recursive: true });
  writeFileSync(join(prefix, "package.json"), '{ "private": true }\n');
  const args = ["install", "--prefix", prefix, "--ignore-scripts", "--no-save", `lighthouse@${LIGHTHOUSE_VERSION}`];
  const npm = process.env.npm_execpath;
  const { status, stderr } = npm
    ? spawnSync(process.execPath, [npm, ...args], { cwd: prefix, encoding: "utf8" })
    : spawnSync("npm", args, { cwd: prefix, encoding: "utf8" });
  if (status === 0 && existsSync(cli)) return cli;
  say(`Lighthouse could not be installed: ${stderr}`);
  return undefined;
}

/** Loads the page with nothing cached, in the browser that listens on `port`, under Lighthouse's conditions for the form. */
export async function runLighthouse(
  cli: string,
  { url, port, form }: { url: string; port: number; form: LighthouseForm },
): Promise<LighthouseReport> {
  const preset = form === "desktop" ? ["--preset=desktop"] : [];
  const only = "--only-categories=performance,accessibility";
  const child = spawn(process.execPath, [cli, url, `--port=${port}`, "--output=json", "--quiet", only, ...preset], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (chunk) => {
    text += chunk;
  });
  const code = await new Promise((resolve) => child.once("close", resolve));
  if (code !== 0) throw new Error(`Lighthouse ended with ${code}`);
  const { runtimeError, audits, categories, finalDisplayedUrl } = JSON.parse(text) as Result;
  if (runtimeError) throw new Error(`Lighthouse: ${runtimeError.message}`);
  return {
    performance: Math.round(100 * categories.performance.score),
    accessibility: Math.round(100 * categories.accessibility.score),
    faults: categories.accessibility.auditRefs
      .filter(({ id, weight }) => weight > 0 && audits[id]?.score === 0)
      .map(({ id }) => id),
    times: TIMES.map((id) => `${id} ${audits[id]?.displayValue}`).join(", "),
    finalUrl: finalDisplayedUrl,
  };
}
