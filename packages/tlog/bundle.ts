import { isMembers, isNumber, readCanonical } from "./bundle-json.ts";
import { type Basis, LineChecker } from "./bundle-lines.ts";
import { type BundleManifest, type BundleReport, Collector } from "./bundle-report.ts";
import { toHex, utf8Text } from "./bytes.ts";
import { openCheckpoint, parseCheckpoint } from "./checkpoint.ts";
import { TlogError } from "./errors.ts";
import { isCount } from "./merkle.ts";
import { EDGE_SPACE, openNote, parseVkey } from "./note.ts";
import { sha256 } from "./sha256.ts";
import { readZipInSteps } from "./zip.ts";

const MANIFEST = "manifest.json";
const NOTE = "manifest.note";
const ALWAYS = [MANIFEST, NOTE, "events.ndjson", "checkpoint", "verifier.vkey", "policy", "verify.html", "README.txt"];
const UNNAMED = new Set([MANIFEST, NOTE]);
const MEMBERS =
  "v tenant origin query from to exported_at exported_by mode seq_from seq_to rows left_out withheld erased complete size files".split(
    " ",
  );
const COUNTS = ["seq_from", "seq_to", "rows", "left_out", "withheld", "erased", "size"] as const;
const NOTE_FIRST_LINE = "sealtrail-bundle/v1";

/** How far it is: `done` of `total` bytes of a file that is being worked on. */
export interface BundleProgress {
  doing: "unpacking" | "hashing" | "verifying";
  file: string;
  done: number;
  total: number;
}

type Files = ReadonlyMap<string, Uint8Array>;
type Steps = Generator<BundleProgress, BundleReport>;

/** Names of the files of a bundle in this mode. */
export function bundleFiles(mode: "range" | "rows"): string[] {
  return [...ALWAYS, mode === "range" ? "range.json" : "proofs.ndjson"];
}

function readManifest(files: Files, collector: Collector): BundleManifest | undefined {
  const bytes = files.get(MANIFEST);
  if (bytes === undefined) return undefined;
  const fail = (message: string, code: TlogError["code"] = "bundle_manifest_form") =>
    collector.fail("manifest", code, `${MANIFEST} ${message}`, { file: MANIFEST });
  let manifest: Record<string, unknown>;
  try {
    manifest = readCanonical(bytes, MEMBERS);
  } catch (error) {
    fail((error as Error).message);
    return undefined;
  }
  if (!isNumber(manifest.v, 1)) fail("is of an unknown version");
  if (manifest.mode !== "range" && manifest.mode !== "rows") fail("names an unknown mode", "bundle_mode");
  if (typeof manifest.complete !== "boolean") fail("does not say whether it is complete", "bundle_complete");
  for (const name of COUNTS) if (!isCount(manifest[name])) fail(`has no count as its ${name}`);
  if (!isMembers(manifest.files)) fail("names no files");
  if (collector.hasFailed("manifest")) return undefined;
  const { mode, seq_from, seq_to, size } = manifest as unknown as BundleManifest;
  const isEmpty = seq_from === 0 && seq_to === 0 && size === 0;
  if (seq_to > size || (mode === "range" && seq_from >= seq_to && !isEmpty))
    fail(
      `states the range [${seq_from}, ${seq_to}), which is empty or outside the ledger of size ${size}`,
      "bundle_range",
    );
  collector.pass("manifest");
  return manifest as unknown as BundleManifest;
}

function checkFiles(files: Files, manifest: BundleManifest | undefined, collector: Collector): void {
  const mode = manifest?.mode ?? (files.has("proofs.ndjson") ? "rows" : "range");
  const wanted = bundleFiles(mode);
  const missing = wanted.filter((name) => !files.has(name));
  const surplus = [...files.keys()].filter((name) => !wanted.includes(name));
  if (missing.length === 1 && surplus.length === 1 && wanted.at(-1) === missing[0]) {
    const message = `the manifest states mode ${mode}, which has ${missing[0]}, and the bundle has ${surplus[0]} instead`;
    collector.fail("files", "bundle_mode", message, { file: MANIFEST });
  }
  for (const name of missing)
    collector.fail("files", "bundle_file_missing", `${name} is missing from the bundle`, { file: name });
  for (const name of surplus)
    collector.fail("files", "bundle_file_unknown", `${name} does not belong to a bundle: it was added`, { file: name });
  if (manifest) {
    const named = wanted.filter((name) => !UNNAMED.has(name));
    for (const name of named.filter((one) => !Object.hasOwn(manifest.files, one)))
      collector.fail("files", "bundle_manifest_form", `${MANIFEST} does not name ${name}`, { file: MANIFEST });
    for (const name of Object.keys(manifest.files).filter((one) => !named.includes(one)))
      collector.fail("files", "bundle_manifest_form", `${MANIFEST} names a file ${name}, which does not belong there`, {
        file: MANIFEST,
      });
  }
  collector.pass("files");
}

function checkKey(files: Files, vkey: string, collector: Collector): string | undefined {
  let keyId: string | undefined;
  try {
    keyId = toHex(parseVkey(vkey).keyId);
  } catch (error) {
    collector.fail("key", (error as TlogError).code, `the given verifier key is none: ${(error as Error).message}`);
  }
  const bytes = files.get("verifier.vkey");
  if (bytes === undefined) return keyId;
  const text = textOf(bytes);
  if (text?.replace(EDGE_SPACE, "") !== vkey.replace(EDGE_SPACE, "")) {
    const message = "verifier.vkey is another key than the one that it was to be checked with";
    collector.fail("key", "bundle_key_other", message, { file: "verifier.vkey" });
  }
  collector.pass("key");
  return keyId;
}

function textOf(bytes: Uint8Array): string | undefined {
  try {
    return utf8Text(bytes);
  } catch {
    return undefined;
  }
}

function checkSignature(files: Files, vkey: string, manifest: BundleManifest | undefined, collector: Collector): void {
  const note = files.get(NOTE);
  const signed = files.get(MANIFEST);
  if (note === undefined || signed === undefined) return;
  let text: string;
  try {
    text = openNote(utf8Text(note), [vkey]).text;
  } catch (error) {
    const message = `${NOTE} is not signed by the given key: ${(error as Error).message}`;
    collector.fail("signature", "bundle_manifest_signature", message, { file: NOTE });
    return;
  }
  const [first, origin, hash] = text.split("\n");
  const actual = toHex(sha256(signed));
  if (first !== NOTE_FIRST_LINE) {
    const message = `${NOTE} signs something else than a bundle: its first line is not ${NOTE_FIRST_LINE}`;
    collector.fail("signature", "bundle_manifest_signature", message, { file: NOTE });
  } else if (hash !== actual) {
    const message = `${MANIFEST} is not the one that was signed: its SHA-256 is ${actual}, that of the signed one is ${hash}`;
    collector.fail("signature", "bundle_manifest_other", message, { file: MANIFEST });
  } else if (text !== `${NOTE_FIRST_LINE}\n${manifest?.origin ?? origin}\n${actual}\n`) {
    const message = `${NOTE} is of the ledger ${origin}, ${MANIFEST} of ${manifest?.origin}`;
    collector.fail("signature", "bundle_manifest_other", message, { file: NOTE });
  }
  collector.pass("signature");
}

function checkCheckpoint(
  files: Files,
  vkey: string,
  manifest: BundleManifest | undefined,
  collector: Collector,
): Basis["checkpoint"] {
  const bytes = files.get("checkpoint");
  if (bytes === undefined) return undefined;
  const fail = (code: TlogError["code"], message: string) =>
    collector.fail("checkpoint", code, message, { file: "checkpoint" });
  let opened: ReturnType<typeof openCheckpoint>;
  try {
    opened = openCheckpoint(utf8Text(bytes), vkey);
  } catch (error) {
    const other = originOf(bytes);
    const isOther = manifest !== undefined && other !== undefined && other !== manifest.origin;
    if (isOther) fail("bundle_checkpoint_other", `checkpoint is that of another ledger, ${other}: it was exchanged`);
    else fail("bundle_checkpoint_signature", `checkpoint is not signed by the given key: ${(error as Error).message}`);
    return undefined;
  }
  if (manifest === undefined) return undefined;
  const { tenant, origin, size } = opened;
  if (origin !== manifest.origin || tenant !== manifest.tenant)
    fail(
      "bundle_checkpoint_other",
      `checkpoint is of ${origin}, the manifest of ${manifest.origin}, tenant ${manifest.tenant}`,
    );
  if (size !== manifest.size) {
    const message = `checkpoint is signed for size ${size}, the manifest is of size ${manifest.size}: it is another checkpoint of the same ledger, or the manifest was changed`;
    fail("bundle_checkpoint_other", message);
  }
  collector.pass("checkpoint");
  return collector.holds("checkpoint") ? opened : undefined;
}

function originOf(note: Uint8Array): string | undefined {
  try {
    const text = utf8Text(note);
    return parseCheckpoint(text.slice(0, text.indexOf("\n\n") + 1)).origin;
  } catch {
    return undefined;
  }
}

/** Gives the names of the files that are not as the manifest says. */
function* checkHashes(
  files: Files,
  manifest: BundleManifest,
  collector: Collector,
): Generator<BundleProgress, Set<string>> {
  const changed = new Set<string>();
  for (const name of bundleFiles(manifest.mode)) {
    const bytes = files.get(name);
    if (bytes === undefined || UNNAMED.has(name) || !Object.hasOwn(manifest.files, name)) continue;
    yield { doing: "hashing", file: name, done: 0, total: bytes.length };
    const hash = toHex(sha256(bytes));
    if (hash === manifest.files[name]) continue;
    changed.add(name);
    const message = collector.holds("signature")
      ? `${name} was changed: its SHA-256 is not the one in the signed manifest`
      : `${name} is another than the manifest names: its SHA-256 is ${hash}`;
    collector.fail("hashes", "bundle_file_changed", message, { file: name });
  }
  if (collector.holds("files")) collector.pass("hashes");
  return changed;
}

function* examine(files: Files, vkey: string, collector: Collector, remarks: string[]): Steps {
  const manifest = readManifest(files, collector);
  checkFiles(files, manifest, collector);
  const keyId = checkKey(files, vkey, collector);
  checkSignature(files, vkey, manifest, collector);
  const checkpoint = checkCheckpoint(files, vkey, manifest, collector);
  if (manifest) {
    const changed = yield* checkHashes(files, manifest, collector);
    const events = files.get("events.ndjson");
    if (events) {
      const basis: Basis = {
        manifest,
        isEventsFileSigned: collector.holds("signature") && !changed.has("events.ndjson"),
      };
      if (checkpoint) basis.checkpoint = checkpoint;
      const steps = new LineChecker(files, basis, collector).run();
      for (const done of steps) yield { doing: "verifying", file: "events.ndjson", done, total: events.length };
    }
  }
  const report: BundleReport = {
    verified: collector.isVerified,
    checks: collector.checks(),
    ...collector.findings(),
    remarks,
  };
  if (manifest) report.manifest = manifest;
  if (checkpoint && keyId !== undefined) Object.assign(report, { root: toHex(checkpoint.root), keyId });
  return report;
}

/** A bundle out of its zip; where the zip cannot be read, `fault` says why and there are no files. */
export interface UnpackedBundle {
  files: ReadonlyMap<string, Uint8Array>;
  /** Files whose bytes do not fit their CRC-32. */
  damaged: string[];
  remarks: string[];
  fault?: TlogError;
}

/** Unpacks a zip in memory, one file a step. Bad input is reported, never thrown. Stored files are views of `zip`. */
export function* unpackBundle(zip: Uint8Array): Generator<BundleProgress, UnpackedBundle> {
  try {
    const steps = readZipInSteps(zip);
    for (;;) {
      const { value, done } = steps.next();
      if (done) return value;
      yield { doing: "unpacking", file: value, done: 0, total: zip.length };
    }
  } catch (error) {
    if (!(error instanceof TlogError)) throw error;
    return { files: new Map(), damaged: [], remarks: [], fault: error };
  }
}

/** The verifier key that a bundle brings along, without the space around it: whoever forges a bundle can put in a key of their own. */
export function keyInBundle({ files }: UnpackedBundle): string | undefined {
  const bytes = files.get("verifier.vkey");
  return bytes && textOf(bytes)?.replace(EDGE_SPACE, "");
}

/**
 * Judges a bundle, a piece of work a step: what it yields is where it is, what it returns the report. Bad input is reported, never thrown.
 * With the SHA-256 of node:crypto about 5 s for 100,000 events.
 */
export function* examineBundle({ files, damaged, remarks, fault }: UnpackedBundle, vkey: string): Steps {
  const collector = new Collector();
  if (fault) {
    collector.fail("zip", fault.code, fault.message);
    return { verified: false, checks: collector.checks(), ...collector.findings(), remarks };
  }
  for (const name of damaged) {
    const message = `${name} is damaged in the zip: its bytes do not fit their CRC-32`;
    collector.fail("zip", "bundle_file_damaged", message, { file: name });
  }
  collector.pass("zip");
  return yield* examine(files, vkey, collector, remarks);
}

/** Runs the steps of `unpackBundle` or `examineBundle` to their end at once. */
export function runSteps<T>(
  steps: Generator<BundleProgress, T>,
  onProgress: (progress: BundleProgress) => void = () => {},
): T {
  for (;;) {
    const { value, done } = steps.next();
    if (done) return value;
    onProgress(value);
  }
}

/**
 * Checks an unpacked evidence bundle with nothing but the verifier key of its ledger: the manifest is signed by it, every file is the
 * manifest's, the checkpoint is signed by it, every row (in mode `range`: every seq) leads to its root, and counts and completeness are as
 * stated. Throws TlogError with the first finding: `bundle_*` and what `parseVkey` throws.
 *
 * @example verifyBundle(readZip(bytes), vkey).manifest.rows
 */
export function verifyBundle(
  files: ReadonlyMap<string, Uint8Array>,
  vkey: string,
  onProgress?: (progress: BundleProgress) => void,
): BundleReport & { manifest: BundleManifest } {
  const report = runSteps(examineBundle({ files, damaged: [], remarks: [] }, vkey), onProgress);
  const [first] = report.findings;
  if (first) throw new TlogError(first.code, first.message);
  return report as BundleReport & { manifest: BundleManifest };
}
