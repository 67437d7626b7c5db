import { open } from "node:fs/promises";
import {
  type BundleProgress,
  type BundleReport,
  bundleFacts,
  bundleProves,
  bundleProvesNot,
  examineBundle,
  keyInBundle,
  runSteps,
  unpackBundle,
  ZIP_BYTES_MAX,
} from "../tlog/index.ts";
import { CliError, printable } from "./cli-error.ts";
import { unreadable } from "./input.ts";
import { count, plural, type Terminal } from "./terminal.ts";
import { readVerifierKey } from "./verifier-key.ts";

export interface BundleInput {
  file: string;
  /** Where none is given, the bundle's own is taken. */
  key: string | undefined;
}

const ZIP_BEGINS = [0x50, 0x4b];
const WIDTH = 118;
const OWN_KEY =
  "The key came with the bundle. Whoever forges a bundle can put in a key of their own: compare it with the key that you got from the tenant by another way, or give that one with --key.";

/** Whether a file is a bundle: by its name, or by how it begins. */
export async function isBundle(file: string): Promise<boolean> {
  if (file.toLowerCase().endsWith(".zip")) return true;
  if (file === "-") return false;
  try {
    await using handle = await open(file);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && ZIP_BEGINS.every((byte, i) => buffer[i] === byte);
  } catch {
    return false;
  }
}

/** Verifies an evidence bundle offline and says what that shows. Exit code 0 when verified, 1 when not. */
export async function verifyBundleFile({ file, key }: BundleInput, json: boolean, terminal: Terminal): Promise<number> {
  const given = key === undefined ? undefined : (await readVerifierKey(key, terminal)).vkey;
  const zip = await readWhole(file);
  const { report, isOwnKey } = examineZip(zip, given, (progress) => terminal.progress(wordOf(progress)));
  terminal.progress("");
  if (json) terminal.out(JSON.stringify(jsonOf(report, isOwnKey)));
  else if (report.verified) for (const line of describe(file, report, isOwnKey)) terminal.out(line);
  else reportFailure(file, report, terminal);
  if (isOwnKey && (json || !report.verified)) for (const line of wrapped(OWN_KEY, "")) terminal.err(line);
  return report.verified ? 0 : 1;
}

/** The verdict on a bundle in memory, with the given key or else the one in the bundle. */
export function examineZip(
  zip: Uint8Array,
  given: string | undefined,
  onProgress?: (progress: BundleProgress) => void,
): { report: BundleReport; isOwnKey: boolean } {
  const bundle = runSteps(unpackBundle(zip), onProgress);
  const vkey = given ?? keyInBundle(bundle) ?? "";
  return { report: runSteps(examineBundle(bundle, vkey), onProgress), isOwnKey: given === undefined };
}

/** A file whole, read into one array; Node's readFile stops at 2 GiB. */
async function readWhole(file: string): Promise<Uint8Array> {
  try {
    await using handle = await open(file);
    const { size } = await handle.stat();
    if (size > ZIP_BYTES_MAX) throw new CliError(`${file}: is over 4 GiB, which no bundle is`);
    const bytes = new Uint8Array(size);
    for (let at = 0; at < size; ) {
      const { bytesRead } = await handle.read(bytes, at, Math.min(size - at, 2 ** 26), at);
      if (bytesRead === 0) return bytes.subarray(0, at);
      at += bytesRead;
    }
    return bytes;
  } catch (error) {
    throw error instanceof CliError ? error : unreadable(file, error);
  }
}

const DOING = { unpacking: "Unpacking", hashing: "Hashing", verifying: "Verifying" } as const;

function wordOf({ doing, file, done, total }: BundleProgress): string {
  const share = done === 0 || total === 0 ? "" : ` ${Math.floor((100 * done) / total)} %`;
  return `${DOING[doing]} ${printable(file)} ...${share}`;
}

function jsonOf(report: BundleReport, isOwnKey: boolean): unknown {
  const { verified, manifest, root, keyId, checks, findings, findingsLeftOut, remarks } = report;
  return {
    verified,
    key_from: isOwnKey ? "bundle" : "given",
    key_id: keyId,
    manifest,
    root,
    checks: checks.map(({ id, name, ok }) => ({ check: id, name, ok })),
    findings,
    findings_left_out: findingsLeftOut,
    remarks,
  };
}

function wrapped(text: string, first: string, rest = first): string[] {
  const lines: string[] = [];
  let line = first;
  for (const word of printable(text).split(" ")) {
    const isStart = line === first || line === rest;
    if (!isStart && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = rest + word;
    } else line += isStart ? word : ` ${word}`;
  }
  return [...lines, line];
}

function describe(file: string, report: BundleReport, isOwnKey: boolean): string[] {
  const { manifest, root, keyId, remarks } = report;
  const facts = bundleFacts(manifest!);
  facts.push(["Root", root!], ["Key", `${keyId} (Ed25519)${isOwnKey ? ", out of the bundle" : ""}`]);
  const what = `${plural(manifest!.rows, "event")} in ${printable(file)}`;
  const list = (title: string, items: string[]) =>
    items.length === 0 ? [] : ["", title, ...items.flatMap((item) => wrapped(item, "  - ", "    "))];
  return [
    isOwnKey ? `Verified with the bundle's own key: ${what}.` : `Verified: ${what}.`,
    ...(isOwnKey ? wrapped(OWN_KEY, "") : []),
    "",
    ...facts.flatMap(([name, text]) => wrapped(text, `  ${name.padEnd(11)} `, " ".repeat(14))),
    ...list("This proves:", bundleProves(manifest!)),
    ...list("It does not prove:", bundleProvesNot(manifest!)),
    ...list("Odd, but harmless:", remarks),
  ];
}

function reportFailure(file: string, { checks, findings, findingsLeftOut }: BundleReport, terminal: Terminal): void {
  terminal.err(`NOT verified: ${printable(file)}`);
  for (const { name, ok } of checks)
    terminal.err(`  ${ok === undefined ? "not tried" : ok ? "holds    " : "FAILS    "}  ${name}`);
  for (const { message, code } of findings)
    for (const line of wrapped(`${message} [${code}]`, "- ", "  ")) terminal.err(line);
  if (findingsLeftOut > 0) terminal.err(`and ${count(findingsLeftOut)} more.`);
}
