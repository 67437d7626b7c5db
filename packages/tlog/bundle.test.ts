import { hash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  BUNDLE_CHECKS,
  type BundleReport,
  canonicalize,
  examineBundle,
  keyInBundle,
  runSteps,
  type TlogError,
  toHex,
  unpackBundle,
  useSha256,
  utf8,
  utf8Text,
  verifyBundle,
} from "./index.ts";
import {
  type BundleFiles,
  type BundleLedger,
  bundleLedger,
  checkpointOf,
  makeBundle,
  signManifest,
  zipBundle,
  zipOf,
} from "./testing/bundle.ts";
import { randomFrom } from "./testing/random.ts";

beforeAll(() => useSha256((bytes) => hash("sha256", bytes, "binary")));
afterAll(() => useSha256(undefined));

let ledger: BundleLedger;
let range: BundleFiles;
let rows: BundleFiles;

beforeAll(async () => {
  ledger = bundleLedger(randomFrom(41), 40);
  const isIn = (seq: number) => seq % 3 !== 0;
  const withheld = (seq: number) =>
    seq % 4 === 0 ? (["actor", "targets", "context", "content"] as const).slice() : [];
  range = await makeBundle(ledger, {
    mode: "range",
    from: 5,
    to: 33,
    isIn,
    withheld,
    erasedBy: (seq) => (seq % 8 === 0 ? 39 : undefined),
  });
  rows = await makeBundle(ledger, { mode: "rows", from: 5, to: 33, isIn, withheld });
});

const examine = (files: BundleFiles, vkey = ledger.vkey): BundleReport =>
  runSteps(examineBundle({ files, damaged: [], remarks: [] }, vkey));

/** The findings as `code file line seq`, in their order. */
const found = (files: BundleFiles, vkey?: string) =>
  examine(files, vkey).findings.map(({ code, file, line, seq }) =>
    [code, file, line && `line ${line}`, seq !== undefined && `seq ${seq}`].filter(Boolean).join(" "),
  );

const linesOf = (files: BundleFiles, name = "events.ndjson") => utf8Text(files.get(name)!).split("\n").slice(0, -1);

function withLines(
  files: BundleFiles,
  change: (lines: string[]) => string[] | undefined,
  name = "events.ndjson",
): BundleFiles {
  const lines = linesOf(files, name);
  const after = change(lines) ?? lines;
  return new Map(files).set(name, utf8(after.map((line) => `${line}\n`).join("")));
}

function withManifest(files: BundleFiles, change: Record<string, unknown>, isSigned: boolean): BundleFiles {
  const manifest = { ...JSON.parse(utf8Text(files.get("manifest.json")!)), ...change };
  const copy = new Map(files);
  if (isSigned) signManifest(copy, manifest, ledger.signer, manifest.origin);
  else copy.set("manifest.json", utf8(canonicalize(manifest)));
  return copy;
}

const CHANGED = "bundle_file_changed events.ndjson";

describe("untouched bundles", () => {
  test("are verified, and every check holds", () => {
    for (const files of [range, rows]) {
      const report = verifyBundle(files, ledger.vkey);
      expect(report).toMatchObject({ verified: true, findings: [], findingsLeftOut: 0 });
      expect(report.checks.map(({ id, ok }) => [id, ok])).toEqual(Object.keys(BUNDLE_CHECKS).map((id) => [id, true]));
      expect(report.manifest).toMatchObject({ tenant: ledger.tenant, rows: 19, size: 40, seq_from: 5, seq_to: 33 });
      expect(ledger.vkey).toContain(`+${report.keyId}+`);
      expect(utf8Text(files.get("checkpoint")!)).toContain(Buffer.from(report.root!, "hex").toString("base64"));
    }
    expect(examine(range).manifest).toMatchObject({ left_out: 9, withheld: 5, erased: 3, complete: false });
  });

  test("of every range of small ledgers, in both modes, also as a zip", async () => {
    for (const size of [0, 1, 2, 3, 5, 8]) {
      const small = bundleLedger(randomFrom(42), size);
      for (let from = 0; from <= size; from++)
        for (let to = from; to <= size; to++)
          for (const mode of ["range", "rows"] as const) {
            if (mode === "range" && from === to && size > 0) continue;
            const zip = zipBundle(await makeBundle(small, { mode, from, to }));
            const bundle = runSteps(unpackBundle(zip));
            expect(keyInBundle(bundle)).toBe(small.vkey);
            const report = runSteps(examineBundle(bundle, small.vkey));
            expect(report.findings).toEqual([]);
            expect(report.manifest!.complete).toBe(mode === "range");
          }
    }
  });

  test("tell how far they are", () => {
    const seen: string[] = [];
    runSteps(examineBundle({ files: rows, damaged: [], remarks: [] }, ledger.vkey), ({ doing, file }) =>
      seen.push(`${doing} ${file}`),
    );
    expect(seen).toContain("hashing events.ndjson");
  });
});

describe("what is wrong is named", () => {
  test("a line removed", () => {
    const removed = (lines: string[]) => void lines.splice(3, 1);
    expect(found(withLines(rows, removed))).toEqual([
      "bundle_line_missing events.ndjson seq 10",
      "bundle_counts manifest.json",
      CHANGED,
    ]);
    expect(found(withLines(range, removed))).toEqual([
      "bundle_line_missing events.ndjson seq 8",
      "bundle_counts manifest.json",
      "bundle_counts manifest.json",
      "bundle_counts manifest.json",
      CHANGED,
    ]);
    expect(examine(withLines(range, (lines) => lines.slice(0, -3))).findings[0]!.message).toContain(
      "seq 30 to 32 are missing",
    );
  });

  test("a line added or doubled", () => {
    const doubled = (lines: string[]) => void lines.splice(3, 0, lines[3]!);
    expect(found(withLines(rows, doubled)).slice(0, 2)).toEqual([
      "bundle_line_doubled events.ndjson line 5 seq 10",
      "bundle_event_doubled events.ndjson line 5 seq 10",
    ]);
    expect(found(withLines(range, doubled))[0]).toBe("bundle_line_doubled events.ndjson line 5 seq 8");
    const added = (lines: string[]) => void lines.push(lines[0]!.replace(/"seq":\d+/, '"seq":33'));
    expect(found(withLines(rows, added))).toContain("bundle_line_added events.ndjson line 20 seq 33");
    const between = (lines: string[]) => void lines.splice(1, 0, lines[0]!.replace(/"seq":\d+/, '"seq":6'));
    expect(found(withLines(rows, between))).toContain("bundle_line_added events.ndjson line 2 seq 6");
  });

  test("lines in another order", () => {
    const swapped = (lines: string[]) => void lines.splice(3, 2, lines[4]!, lines[3]!);
    expect(found(withLines(rows, swapped))).toEqual(["bundle_line_order events.ndjson line 5 seq 10", CHANGED]);
    expect(found(withLines(range, swapped))).toEqual(["bundle_line_order events.ndjson line 5 seq 8", CHANGED]);
  });

  test("a line edited: in rows it is named itself, in a range only its file can be", () => {
    const edited = (lines: string[]) => void lines.splice(3, 1, lines[3]!.replace('"outcome":"', '"outcome":"x'));
    expect(found(withLines(rows, edited))).toEqual(["bundle_line_edited events.ndjson line 4 seq 10", CHANGED]);
    const inRange = (lines: string[]) => void lines.splice(5, 1, lines[5]!.replace('"outcome":"', '"outcome":"x'));
    expect(found(withLines(range, inRange))).toEqual(["bundle_lines_edited events.ndjson", CHANGED]);
    expect(examine(withLines(range, inRange)).findings[0]!.message).toContain("lines 1 to 28 (seq 5 to 32)");
  });

  test("a line that is no JSON, not canonical, cut off, or no line of a bundle", () => {
    const at = (line: (old: string) => string) => withLines(rows, (lines) => void lines.splice(3, 1, line(lines[3]!)));
    for (const change of [
      (old: string) => old.slice(1),
      (old: string) => `${old} `,
      (old: string) => old.replace("{", '{"seq":10,'),
      (old: string) => old.replace(/"seq":10/, '"seq":10.0'),
      (old: string) => old.replace(/,"seq":10/, ""),
      (old: string) => old.replace(/"seq":10/, '"seq":-1'),
      (old: string) => old.replace(/"seq":10/, '"seq":10,"z":1'),
      () => "[]",
    ])
      expect(found(at(change))).toEqual(["bundle_line_form events.ndjson line 4", ...countsOff(at(change)), CHANGED]);
    expect(found(new Map(rows).set("events.ndjson", rows.get("events.ndjson")!.slice(0, -1)))[0]).toBe(
      "bundle_line_form events.ndjson",
    );
  });

  const countsOff = (files: BundleFiles) => found(files).filter((one) => one.startsWith("bundle_counts"));

  test("an integer beyond 2^53 - 1, which readers round", () => {
    for (const number of ["9007199254740992", "100000000000000000000"]) {
      const large = (lines: string[]) => void lines.splice(0, 1, `{"event":{"metadata":{"n":${number}}},"seq":5}`);
      expect(examine(withLines(rows, large)).findings[0]!.message).toContain("beyond 2^53 - 1");
    }
    const float = (lines: string[]) => void lines.splice(0, 1, '{"event":{"metadata":{"n":1e+21}},"seq":5}');
    expect(examine(withLines(rows, float)).findings[0]!.message).not.toContain("2^53");
  });

  test("another checkpoint: of the same ledger, of another, or not signed", async () => {
    const put = (text: string) => new Map(rows).set("checkpoint", utf8(text));
    const older = put(await checkpointOf(ledger, 35));
    expect(found(older)).toEqual(["bundle_checkpoint_other checkpoint", "bundle_file_changed checkpoint"]);
    expect(examine(older).findings[0]!.message).toContain("signed for size 35, the manifest is of size 40");
    const foreign = bundleLedger(randomFrom(43), 40, "22222222-2222-4222-8222-222222222222");
    expect(examine(put(await checkpointOf(foreign, 40))).findings[0]!.message).toContain("that of another ledger");
    const forged = put(utf8Text(rows.get("checkpoint")!).replace("\n40\n", "\n41\n"));
    expect(found(forged)[0]).toBe("bundle_checkpoint_signature checkpoint");
    expect(examine(forged).checks.find(({ id }) => id === "root")).not.toHaveProperty("ok");
  });

  test("another manifest, another signature, another key", () => {
    expect(found(withManifest(rows, { query: "x" }, false))).toEqual(["bundle_manifest_other manifest.json"]);
    const note = utf8Text(rows.get("manifest.note")!);
    expect(found(new Map(rows).set("manifest.note", utf8(note.replace(/.{9}\n$/, "AAAAAAAA=\n"))))[0]).toBe(
      "bundle_manifest_signature manifest.note",
    );
    expect(found(new Map(rows).set("manifest.note", rows.get("checkpoint")!))).toEqual([
      "bundle_manifest_signature manifest.note",
    ]);
    const other = bundleLedger(randomFrom(44), 1).vkey;
    expect(found(rows, other)).toEqual([
      "bundle_key_other verifier.vkey",
      "bundle_manifest_signature manifest.note",
      "bundle_checkpoint_signature checkpoint",
    ]);
    expect(found(rows, "none")).toContain("key_form");
  });

  test("counts, completeness, mode and range that are not so, signed as they may be", () => {
    expect(found(withManifest(rows, { rows: 20 }, true))).toEqual(["bundle_counts manifest.json"]);
    expect(found(withManifest(range, { withheld: 0, erased: 1 }, true))).toEqual([
      "bundle_counts manifest.json",
      "bundle_counts manifest.json",
    ]);
    expect(found(withManifest(range, { complete: true }, true))).toEqual(["bundle_complete manifest.json"]);
    expect(found(withManifest(rows, { complete: true }, true))).toEqual(["bundle_complete manifest.json"]);
    expect(found(withManifest(rows, { mode: "range" }, true))).toContain("bundle_mode manifest.json");
    expect(found(withManifest(rows, { mode: "all" }, true))).toContain("bundle_mode manifest.json");
    expect(found(withManifest(rows, { seq_to: 41 }, true))).toContain("bundle_range manifest.json");
    expect(found(withManifest(range, { seq_to: 34 }, true))).toContain("bundle_line_missing events.ndjson seq 33");
    expect(found(withManifest(rows, { seq_from: 7 }, true))).toContain("bundle_line_added events.ndjson line 1 seq 5");
    expect(found(withManifest(rows, { size: "40" }, true))).toContain("bundle_manifest_form manifest.json");
  });

  test("files missing, added, changed", () => {
    const without = new Map(rows);
    without.delete("policy");
    expect(found(without)).toEqual(["bundle_file_missing policy"]);
    expect(found(new Map(rows).set("extra.txt", utf8("x")))).toEqual(["bundle_file_unknown extra.txt"]);
    expect(found(new Map(rows).set("README.txt", utf8("x")))).toEqual(["bundle_file_changed README.txt"]);
    expect(found(new Map())).toContain("bundle_file_missing manifest.json");
  });

  test("proofs removed, edited, exchanged", () => {
    const proofs = (change: (lines: string[]) => undefined) => found(withLines(rows, change, "proofs.ndjson"));
    const changed = "bundle_file_changed proofs.ndjson";
    expect(proofs((lines) => void lines.splice(3, 1))).toEqual([
      "bundle_line_added events.ndjson line 4 seq 10",
      changed,
    ]);
    const damaged = proofs((lines) => void lines.splice(3, 1, lines[3]!.replace(/"hashes":\["./, '"hashes":["')));
    expect(damaged).toEqual(["bundle_proof_form proofs.ndjson line 4 seq 10", changed]);
    const taken = proofs((lines) => void lines.splice(3, 1, lines[2]!.replace(/"seq":\d+/, '"seq":10')));
    expect(taken).toEqual(["bundle_line_edited events.ndjson line 4 seq 10", changed]);
    const shortened = { outside: JSON.parse(utf8Text(range.get("range.json")!)).outside.slice(1) };
    expect(found(new Map(range).set("range.json", utf8(canonicalize(shortened))))[0]).toBe("bundle_range range.json");
  });

  test("an event of another tenant, an erasure that is none", async () => {
    const mixed = bundleLedger(randomFrom(45), 3);
    const foreign = bundleLedger(randomFrom(46), 3, "22222222-2222-4222-8222-222222222222");
    mixed.records.splice(1, 1, { ...foreign.records[1]!, seq: 1 });
    const files = await makeBundle(mixed, { mode: "rows", from: 0, to: 3 });
    expect(found(files, mixed.vkey)).toContain("bundle_event_tenant events.ndjson line 2 seq 1");
    const erased = (lines: string[]) =>
      void lines.splice(0, 1, lines[0]!.replace('{"event"', '{"erased_by":39,"event"'));
    expect(found(withLines(rows, erased))).toContain("bundle_line_edited events.ndjson line 1 seq 5");
  });

  test("damage of the zip, and still what is in it", () => {
    const parts = [...rows].map(([name, content]) => ({ name, content }));
    const zip = zipOf(parts);
    const at = Buffer.from(zip).indexOf('"outcome":"') + 11;
    zip[at]! ^= 1;
    const report = runSteps(examineBundle(runSteps(unpackBundle(zip)), ledger.vkey));
    expect(report.findings.map(({ code, line }) => [code, line])).toEqual([
      ["bundle_line_edited", 1],
      ["bundle_file_changed", undefined],
      ["bundle_file_damaged", undefined],
    ]);
    const cut = runSteps(examineBundle(runSteps(unpackBundle(zip.subarray(1))), ledger.vkey));
    expect(cut).toMatchObject({ verified: false, findings: [{ code: "bundle_zip", check: "zip" }] });
  });

  test("of many findings, 100 are listed and the rest is counted", async () => {
    const large = bundleLedger(randomFrom(47), 150);
    const files = await makeBundle(large, { mode: "rows", from: 0, to: 150 });
    const report = examine(
      withLines(files, (lines) => lines.map((line) => line.replace('"outcome":"', '"outcome":"x'))),
      large.vkey,
    );
    expect(report.findings).toHaveLength(100);
    expect(report.findingsLeftOut).toBe(51);
  });
});

test("verifyBundle throws the first finding", () => {
  const edited = withLines(rows, (lines) => void lines.splice(3, 1));
  const thrown = (() => {
    try {
      verifyBundle(edited, ledger.vkey);
    } catch (error) {
      return error as TlogError;
    }
  })();
  expect(thrown).toMatchObject({ code: "bundle_line_missing", message: expect.stringContaining("seq 10 is missing") });
  expect(toHex(utf8("x"))).toBe("78");
});
