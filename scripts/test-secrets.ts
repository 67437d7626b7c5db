import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { scanDatabase, scanFiles } from "../tests/secrets/places.ts";
import { noteSecret, readRegister } from "../tests/secrets/register.ts";

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/** What of a data directory is meant to hold secrets, for its owner alone. */
const PRIVATE_FILES = ["demo.json", "demo-state.json", "database.json", "postgres.json", "master.key", "secret"];
const OTHERS_MAY = 0o077;
/** What Playwright keeps of a journey that failed holds what the journey typed, such as a password. */
const WHAT_WAS_TYPED = /(^|\/)(error-context\.md|[^/]+\.zip|[^/]+\.png)$/;

/** Places that each part of the run leaves something in. */
const PLACES: Record<string, readonly string[]> = {
  lint: ["the output of the run"],
  unit: ["the output of the run"],
  database: ["the output of the run", "test databases", "PostgreSQL's logs"],
  demo: ["the output of the run", "the demo's database", "the demo's directory", "pages"],
};

/** Notes what a demo's directory holds, so that it is looked for everywhere else. */
export function noteDemoSecrets(dataDir: string): void {
  const demo = JSON.parse(readFileSync(join(dataDir, "demo.json"), "utf8"));
  for (const url of Object.values<string>(demo.databases)) noteSecret(new URL(url).password);
  for (const { password } of demo.users) noteSecret(password);
  for (const { token } of demo.keys) noteSecret(token);
  for (const name of ["master.key", "secret"]) noteSecret(readFileSync(join(dataDir, name), "utf8").trim());
}

/** Looks through every table of the demo that is still running. */
export async function scanDemoDatabase(dataDir: string): Promise<void> {
  const { databases } = JSON.parse(readFileSync(join(dataDir, "demo.json"), "utf8"));
  await scanDatabase("the demo's database", databases.superuser);
}

/** Files of the data directory that are meant to hold secrets and that others than their owner may read. */
export function openFiles(dataDir: string): string[] {
  return PRIVATE_FILES.map((name) => join(dataDir, name)).filter(
    (file) => existsSync(file) && (statSync(file).mode & OTHERS_MAY) !== 0,
  );
}

/**
 * Looks through what the run has left behind and judges each place: it fails when a secret was seen there, and when nothing was looked
 * at although a part ran that leaves something there. `dataDir` is the demo's, `outputDir` has what the parts said.
 */
export async function judgeSecrets(
  run: { register: string; outputDir: string; dataDir: string; results: string; parts: readonly string[] },
  say: (text: string) => void,
): Promise<Counts> {
  await scanFiles("the output of the run", run.outputDir);
  await scanFiles("the demo's directory", run.dataDir, (name) => PRIVATE_FILES.includes(name));
  await scanFiles("what the journeys kept", run.results, (name) => WHAT_WAS_TYPED.test(name));
  const register = readRegister(run.register);
  const looked = register.looked();
  const sightings = register.sightings();
  const wanted = new Set(run.parts.flatMap((part) => PLACES[part] ?? []));
  const counts: Counts = { passed: 0, failed: 0, skipped: 0 };
  for (const place of new Set([...wanted, ...looked.keys(), ...sightings.map((one) => one.place)])) {
    const here = sightings.filter((one) => one.place === place);
    for (const { where, line, secret } of here) say(`FAILED: a secret (${secret}...) in ${place}: ${where}:${line}`);
    const unseen = wanted.has(place) && !looked.get(place);
    if (unseen) say(`FAILED: nothing was looked at in ${place}`);
    counts[here.length > 0 || unseen ? "failed" : "passed"]++;
  }
  for (const file of openFiles(run.dataDir)) {
    say(`FAILED: ${file} holds secrets and can be read by others than its owner`);
    counts.failed++;
  }
  const megabytes = [...looked.values()].reduce((sum, bytes) => sum + bytes, 0) / 1e6;
  say(`   ${register.secrets().length} secrets were looked for in ${megabytes.toFixed(1)} MB`);
  return counts;
}
