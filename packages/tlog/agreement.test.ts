import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import {
  type ApiRecord,
  canonicalize,
  hashLeaf,
  rootFromRange,
  TlogError,
  tilePath,
  toHex,
  utf8,
  verifyConsistency,
  verifyRecord,
} from "./index.ts";
import { ledgerInMemory } from "./testing/ledger.ts";
import { type Random, randomEvent, randomFrom, randomJson } from "./testing/random.ts";
import { PYTHON_VERIFIER } from "./testing/vectors.ts";

const PYTHON = spawnSync("python3", ["--version"]).status === 0;

/** One process answers every question; an answer is null where the independent verifier refuses, for whatever reason. */
const SCRIPT = `
import json, struct, sys
import tlogverify as t
def ask(q):
    kind, a = q
    if kind == "record": return list(t.verify_record(json.loads(a[0]), a[1], a[2]))
    if kind == "double": return t.jcs(struct.unpack(">d", bytes.fromhex(a))[0])
    if kind == "jcs": return t.jcs(json.loads(a))
    if kind == "tile": return t.tile_path(*a)
    h = lambda xs: [bytes.fromhex(x) for x in xs]
    if kind == "consistent": return t.consistent(a[0], bytes.fromhex(a[1]), a[2], bytes.fromhex(a[3]), h(a[4]))
    if kind == "range": return t.root_from_range(a[0], a[1], a[2], h(a[3]), h(a[4])).hex()
def answer(q):
    try: return ask(q)
    except Exception: return None
json.dump([answer(q) for q in json.load(sys.stdin)], sys.stdout)
`;

function askPython(questions: [kind: string, argument: unknown][]): unknown[] {
  const { stdout, stderr, status } = spawnSync("python3", ["-B", "-c", SCRIPT], {
    input: JSON.stringify(questions),
    env: { ...process.env, PYTHONPATH: PYTHON_VERIFIER, PYTHONIOENCODING: "utf-8" },
    maxBuffer: 2 ** 28,
    encoding: "utf8",
  });
  expect(stderr).toBe("");
  expect(status).toBe(0);
  return JSON.parse(stdout) as unknown[];
}

/** What this library says, null where it refuses; anything thrown but a TlogError fails the test. */
function ours<T>(run: () => T): T | null {
  try {
    return run();
  } catch (error) {
    if (error instanceof TlogError) return null;
    throw error;
  }
}

const ODD_VALUES = [
  null,
  true,
  false,
  0,
  1,
  -1,
  0.5,
  "",
  "x",
  "actor",
  [],
  {},
  [1],
  ["actor.id"],
  { type: "user" },
  { actor: "" },
  [{ type: "a" }],
  [{}],
];

/** Replaces, removes or adds one member somewhere in a copy of a JSON value. */
function mutated(random: Random, value: unknown): unknown {
  const copy = structuredClone(value);
  const holders: Record<string, unknown>[] = [];
  const collect = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    holders.push(node as Record<string, unknown>);
    for (const member of Object.values(node)) collect(member);
  };
  collect(copy);
  const holder = random.chance(0.4) ? holders[0]! : random.pick(holders);
  const names = [...Object.keys(holder), "digests", "masked", "salts", "type", "personal"];
  const name = random.pick(names);
  if (random.chance(0.25)) delete holder[name];
  else
    holder[name] = random.chance(0.5)
      ? random.pick(ODD_VALUES)
      : random.chance(0.5)
        ? random.pick(Object.values(holder))
        : randomJson(random, 1);
  return copy;
}

function flippedText(random: Random, text: string): string {
  for (;;) {
    const bytes = Buffer.from(text);
    bytes[random.below(bytes.length)]! ^= 1 << random.below(8);
    const changed = bytes.toString("utf8");
    if (!changed.includes("\ufffd")) return changed;
  }
}

describe.skipIf(!PYTHON || PYTHON_VERIFIER === undefined)("agreement with the independent verifier", () => {
  test("600 records and mutations of records, proofs and keys are accepted and refused alike", async () => {
    const random = randomFrom(21);
    const ledger = ledgerInMemory(random, 40);
    const cases: [record: string, proof: string, vkey: string][] = [];
    for (let i = 0; i < 600; i++) {
      const seq = random.below(40);
      const good = ledger.records[seq]!;
      const proof = await ledger.proofOf(seq);
      if (i < 60) cases.push([JSON.stringify(good), proof, ledger.vkey]);
      else if (i < 460)
        cases.push([JSON.stringify(mutated(random, i % 2 === 0 ? good : mutated(random, good))), proof, ledger.vkey]);
      else if (i < 580) cases.push([JSON.stringify(good), flippedText(random, proof), ledger.vkey]);
      else cases.push([JSON.stringify(good), proof, flippedText(random, ledger.vkey)]);
    }
    const theirs = askPython(cases.map((question) => ["record", question]));
    let accepted = 0;
    cases.forEach(([record, proof, vkey], i) => {
      const verified = ours(() => verifyRecord(JSON.parse(record) as ApiRecord, proof, vkey));
      expect(verified && [verified.origin, verified.size], `${record}\n${proof}`).toEqual(theirs[i]);
      if (verified !== null) accepted++;
    });
    expect(accepted).toBeGreaterThanOrEqual(60);
    expect(accepted).toBeLessThan(200);
  });

  test("10,000 doubles and 1,000 events have the same JCS text", () => {
    const random = randomFrom(22);
    const doubles = Array.from({ length: 10_000 }, () => {
      const view = new DataView(new ArrayBuffer(8));
      view.setUint32(0, random.below(2 ** 32));
      view.setUint32(4, random.chance(0.3) ? 0 : random.below(2 ** 32));
      return view;
    });
    const events = Array.from({ length: 1_000 }, () => randomEvent(random));
    const theirs = askPython([
      ...doubles.map((view): [string, unknown] => ["double", Buffer.from(view.buffer).toString("hex")]),
      ...events.map((event): [string, unknown] => ["jcs", JSON.stringify(event)]),
    ]);
    const ofDoubles = doubles.map((view) => ours(() => canonicalize(view.getFloat64(0))));
    expect([...ofDoubles, ...events.map(canonicalize)]).toEqual(theirs);
  });

  test("consistency, ranges and tile paths, right and wrong", () => {
    const random = randomFrom(23);
    const hashes = Array.from({ length: 12 }, (_, i) => hashLeaf(utf8(`${i}`)));
    const some = (n: number): Uint8Array[] => Array.from({ length: n }, () => random.pick(hashes));
    const pairs = Array.from({ length: 500 }, () => {
      const size1 = random.below(6);
      const size2 = random.below(8);
      const root = random.pick(hashes);
      return [size1, root, size2, random.chance(0.5) ? root : random.pick(hashes), some(random.below(4))] as const;
    });
    const ranges = Array.from({ length: 500 }, () => {
      const [lo, hi, size] = [random.below(6), random.below(8), random.below(9)];
      return [lo, hi, size, some(Math.max(0, hi - lo)), some(random.below(5))] as const;
    });
    const tiles = [0, 1, 999, 1_000, 1_234_067, 999_999_999].map(
      (index) => [random.below(64), index, 1 + random.below(256)] as const,
    );
    const hex = (list: readonly Uint8Array[]): string[] => list.map(toHex);
    const theirs = askPython([
      ...pairs.map(([a, b, c, d, e]): [string, unknown] => ["consistent", [a, toHex(b), c, toHex(d), hex(e)]]),
      ...ranges.map(([a, b, c, d, e]): [string, unknown] => ["range", [a, b, c, hex(d), hex(e)]]),
      ...tiles.map((tile): [string, unknown] => ["tile", tile]),
    ]);
    const mine = [
      ...pairs.map((pair) => verifyConsistency(...pair)),
      ...ranges.map((range) => ours(() => toHex(rootFromRange(...range)))),
      ...tiles.map((tile) => tilePath(...tile)),
    ];
    expect(mine).toEqual(theirs);
    expect(mine.filter((answer) => answer === true).length).toBeGreaterThan(5);
    expect(mine.filter((answer) => typeof answer === "string").length).toBeGreaterThan(20);
  });
});
