import { canonicalize, fromHex, sha256, toHex, utf8, utf8Text } from "../../packages/tlog/index.ts";
import {
  type BundleFiles,
  type Line,
  signManifest,
  type ZipPart,
  zipBundle,
  zipOf,
} from "../../packages/tlog/testing/bundle.ts";
import { type Random, randomJson } from "../../packages/tlog/testing/random.ts";
import { type Altered, alterZip, flipped } from "./alter-zip.ts";
import type { Base } from "./bases.ts";

type Members = Record<string, unknown>;
/** How far the forger goes to make the rest fit. */
const FITS = ["nothing", "hashes", "hashes and counts", "another key's signature", "the ledger's signature"] as const;
type Fit = (typeof FITS)[number];

const manifestOf = (files: BundleFiles) => JSON.parse(utf8Text(files.get("manifest.json")!)) as Members;
const linesOf = (bytes: Uint8Array) => utf8Text(bytes).split("\n").slice(0, -1);
const joined = (lines: string[]) => utf8(lines.map((line) => `${line}\n`).join(""));

function hashesOf(files: BundleFiles): Record<string, string> {
  const names = [...files.keys()].filter((name) => name !== "manifest.json" && name !== "manifest.note");
  return Object.fromEntries(names.map((name) => [name, toHex(sha256(files.get(name)!))]));
}

function countsOf(files: BundleFiles): Members {
  const lines = linesOf(files.get("events.ndjson")!).map((line) => JSON.parse(line) as Line);
  const rows = lines.filter(({ event }) => event !== undefined);
  return {
    rows: rows.length,
    left_out: lines.length - rows.length,
    withheld: rows.filter(({ digests }) => digests !== undefined).length,
    erased: rows.filter((row) => row.erased_by !== undefined).length,
  };
}

/** Makes manifest and signature fit what was altered, as far as this forger can. */
function makeFit(files: BundleFiles, how: Fit, { ledger, foreignLedger }: Base): void {
  if (how === "nothing" || !files.has("manifest.json")) return;
  const manifest = { ...manifestOf(files), files: hashesOf(files) } as Members;
  if (how !== "hashes") {
    try {
      Object.assign(manifest, countsOf(files));
    } catch {
      // Lines that cannot be read have no counts.
    }
  }
  if (how === "another key's signature")
    signManifest(files, manifest, { ...foreignLedger.signer, name: ledger.origin }, manifest.origin);
  else if (how === "the ledger's signature") signManifest(files, manifest, ledger.signer, manifest.origin);
  else files.set("manifest.json", utf8(canonicalize(manifest)));
}

type LineChange = (random: Random, lines: string[], base: Base) => string | undefined;

const someIndex = (random: Random, lines: string[]) => random.below(lines.length);

/** Changes a line that is JSON in one member, somewhere in it. */
function editedLine(random: Random, line: string): string {
  const value = JSON.parse(line) as Members;
  const holders: Members[] = [];
  const collect = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    holders.push(node as Members);
    for (const member of Object.values(node)) collect(member);
  };
  collect(value);
  const holder = random.pick(holders.filter((one) => Object.keys(one).length > 0));
  const name = random.pick(Object.keys(holder));
  if (Array.isArray(holder)) holder.pop();
  else if (random.chance(0.2)) delete holder[name];
  else if (typeof holder[name] === "string") holder[name] = `${holder[name]}x`;
  else holder[name] = random.pick([{}, [], null, "", 0, 1, true, "x", 2 ** 53 - 1]);
  return canonicalize(value);
}

const LINE_CHANGES: Record<string, LineChange> = {
  removed: (random, lines) => {
    lines.splice(someIndex(random, lines), 1);
    return "a line removed";
  },
  "several removed": (random, lines) => {
    lines.splice(someIndex(random, lines), 2 + random.below(4));
    return "lines removed";
  },
  doubled: (random, lines) => {
    const at = someIndex(random, lines);
    lines.splice(at, 0, lines[at]!);
    return "a line doubled";
  },
  exchanged: (random, lines) => {
    const [a, b] = [someIndex(random, lines), someIndex(random, lines)];
    [lines[a], lines[b]] = [lines[b]!, lines[a]!];
    return a === b || lines[a] === lines[b] ? undefined : "two lines exchanged";
  },
  "events exchanged": (random, lines) => {
    const [a, b] = [someIndex(random, lines), someIndex(random, lines)];
    const [x, y] = [JSON.parse(lines[a]!) as Members, JSON.parse(lines[b]!) as Members];
    lines[a] = canonicalize({ ...y, seq: x.seq });
    lines[b] = canonicalize({ ...x, seq: y.seq });
    return a === b ? undefined : "what two lines hold exchanged";
  },
  edited: (random, lines) => {
    const at = someIndex(random, lines);
    const before = lines[at]!;
    lines[at] = editedLine(random, before);
    return lines[at] === before ? undefined : "a line edited";
  },
  respelt: (random, lines) => {
    const at = someIndex(random, lines);
    const value = JSON.parse(lines[at]!) as Members;
    lines[at] = random.pick([
      JSON.stringify(value, null, 1).replaceAll("\n", " "),
      `${lines[at]} `,
      lines[at]!.replace("{", '{"seq":0,'),
      JSON.stringify(Object.fromEntries(Object.entries(value).reverse())),
      lines[at]!.replace(/"seq":(\d+)/, '"seq":$1.0'),
      `${lines[at]!}\r`,
    ]);
    return "a line spelt in another way";
  },
  added: (random, lines, { foreign }) => {
    const others = linesOf(foreign.get("events.ndjson")!);
    if (others.length === 0) return undefined;
    const at = random.below(lines.length + 1);
    const value = JSON.parse(random.pick(others)) as Members;
    const seq = random.pick([at, (JSON.parse(lines[at] ?? "{}") as Line).seq ?? 36, 99, value.seq]);
    lines.splice(at, 0, canonicalize({ ...value, seq }));
    return "a line added";
  },
  "made left out": (random, lines, { ledger }) => {
    const at = someIndex(random, lines);
    const { seq, event } = JSON.parse(lines[at]!) as Line;
    if (event === undefined) return undefined;
    lines[at] = canonicalize({ seq, leaf: ledger.records[seq]!.leaf_hash });
    return "a row turned into a left-out leaf";
  },
};

function alterLines(random: Random, base: Base, files: BundleFiles): Altered | undefined {
  const file = files.has("proofs.ndjson") && random.chance(0.25) ? "proofs.ndjson" : "events.ndjson";
  const lines = linesOf(files.get(file)!);
  const name = lines.length === 0 ? "added" : random.pick(Object.keys(LINE_CHANGES));
  if (file === "proofs.ndjson" && ["made left out", "events exchanged", "added"].includes(name)) return undefined;
  const what = LINE_CHANGES[name]!(random, lines, base);
  if (what === undefined) return undefined;
  files.set(file, joined(lines));
  const how = random.pick(FITS);
  makeFit(files, how, base);
  // A row that the ledger's own key says is left out is a bundle that an honest exporter could make.
  const mustRefuse = how !== "the ledger's signature" || name !== "made left out";
  return { what: `${file}: ${what}, ${how} made to fit`, zip: zipBundle(files), mustRefuse };
}

function alterByte(random: Random, base: Base, files: BundleFiles): Altered {
  const name = random.pick([...files.keys()]);
  files.set(name, flipped(random, files.get(name)!));
  const how = name.startsWith("manifest") ? "nothing" : random.pick(FITS);
  makeFit(files, how, base);
  // The texts that are there for people may say anything that the ledger's key signs.
  const isFree =
    how === "the ledger's signature" && ["README.txt", "policy", "verify.html", "verifier.vkey"].includes(name);
  return { what: `a byte of ${name}, ${how} made to fit`, zip: zipBundle(files), mustRefuse: !isFree };
}

const ODD = [
  null,
  true,
  false,
  0,
  1,
  2,
  -1,
  0.5,
  36,
  37,
  38,
  2 ** 53 - 1,
  "",
  "x",
  "range",
  "rows",
  [],
  {},
  "0".repeat(64),
];

function alterManifest(random: Random, base: Base, files: BundleFiles): Altered | undefined {
  const manifest = manifestOf(files);
  const before = canonicalize(manifest);
  const name = random.pick([...Object.keys(manifest), "other"]);
  const other = manifestOf(random.pick([base.foreign, base.otherSize]));
  const value = random.pick([...ODD, other[name], randomJson(random, 2)]);
  if (random.chance(0.15)) delete manifest[name];
  else if (name === "files" && random.chance(0.7)) {
    const named = { ...(manifest.files as Members) };
    const one = random.pick(Object.keys(named));
    if (random.chance(0.3)) delete named[one];
    else
      named[random.chance(0.3) ? "other" : one] = random.pick(["0".repeat(64), null, String(named[one]).toUpperCase()]);
    manifest.files = named;
  } else manifest[name] = value;
  let text: string;
  try {
    text = canonicalize(manifest);
  } catch {
    return undefined;
  }
  if (text === before) return undefined;
  files.set("manifest.json", utf8(text));
  const isSigned = random.chance(0.5);
  if (isSigned) {
    const hash = toHex(sha256(files.get("manifest.json")!));
    const body = `sealtrail-bundle/v1\n${String(manifest.origin)}\n${hash}\n`;
    files.set("manifest.note", signedBy(base, body));
  }
  const isFree = ["query", "from", "to", "exported_at", "exported_by"].includes(name);
  return {
    what: `manifest.json: ${name} is now ${JSON.stringify(manifest[name])?.slice(0, 60)}${isSigned ? ", signed by the ledger" : ""}`,
    zip: zipBundle(files),
    mustRefuse:
      !isSigned ||
      (!isFree && !["v", "seq_from", "seq_to", "complete", "left_out", "files", "mode", "size"].includes(name)),
  };
}

/** A note by the ledger's key over any text. */
function signedBy({ ledger }: Base, text: string): Uint8Array {
  const signature = ledger.signer.sign(utf8(text));
  const keyId = fromHex(ledger.vkey.slice(ledger.origin.length + 1, ledger.origin.length + 9));
  const blob = Buffer.concat([keyId, signature]).toString("base64");
  return utf8(`${text}\n\u2014 ${ledger.origin} ${blob}\n`);
}

function alterFiles(random: Random, base: Base, files: BundleFiles): Altered {
  const names = [...files.keys()];
  const name = random.pick(names);
  const kind = random.pick(["removed", "added", "doubled", "renamed", "taken from another"]);
  const parts: ZipPart[] = names.map((one) => ({
    name: one,
    content: files.get(one)!,
    isDeflated: random.chance(0.5),
  }));
  const at = names.indexOf(name);
  if (kind === "removed") parts.splice(at, 1);
  else if (kind === "added")
    parts.splice(random.below(parts.length + 1), 0, {
      name: random.pick(
        ["proofs.ndjson", "range.json", "x", "", "../x", "events.ndjson ", "EVENTS.NDJSON", "é", "a/"].filter(
          (one) => !files.has(one),
        ),
      ),
      content: random.pick([new Uint8Array(0), files.get(name)!]),
    });
  else if (kind === "doubled")
    parts.splice(random.below(parts.length + 1), 0, {
      ...parts[at]!,
      content: random.pick([parts[at]!.content, utf8("x\n")]),
    });
  else if (kind === "renamed")
    parts[at] = { ...parts[at]!, name: random.pick([`${name} `, name.toUpperCase(), `./${name}`, `${name}\0`]) };
  else {
    const other = random.pick([base.foreign, base.otherSize]);
    const taken = other.get(name);
    if (taken === undefined || Buffer.compare(taken, files.get(name)!) === 0)
      return { what: `${name} removed`, zip: zipOf(parts.toSpliced(at, 1)), mustRefuse: true };
    parts[at] = { ...parts[at]!, content: taken };
  }
  return { what: `${name} ${kind}`, zip: zipOf(parts), mustRefuse: true };
}

function alterCheckpoint(random: Random, base: Base, files: BundleFiles): Altered | undefined {
  const other = random.pick([base.foreign, base.otherSize]);
  const taken = other.get("checkpoint")!;
  if (Buffer.compare(taken, files.get("checkpoint")!) === 0) return undefined;
  files.set("checkpoint", taken);
  const how = random.pick(FITS);
  makeFit(files, how, base);
  const from = other === base.foreign ? "another ledger" : "another size";
  return { what: `checkpoint of ${from}, ${how} made to fit`, zip: zipBundle(files), mustRefuse: true };
}

const KINDS = [alterByte, alterLines, alterLines, alterManifest, alterFiles, alterCheckpoint, alterZip] as const;

/** An alteration of a bundle, of any kind; the base stays as it is. */
export function alter(random: Random, base: Base): Altered {
  for (;;) {
    const altered = random.pick(KINDS)(random, base, new Map(base.files));
    if (altered) return { ...altered, what: `${base.name}: ${altered.what}` };
  }
}
