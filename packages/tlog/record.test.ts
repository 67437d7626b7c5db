import { hash } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  type ApiRecord,
  canonicalize,
  equalBytes,
  formatProof,
  hashLeaf,
  hashNode,
  parseProof,
  type TlogError,
  toBase64,
  toHex,
  useSha256,
  utf8,
  verifyRecord,
} from "./index.ts";
import { type LedgerInMemory, ledgerInMemory } from "./testing/ledger.ts";
import { randomFrom } from "./testing/random.ts";

beforeAll(() => useSha256((bytes) => hash("sha256", bytes, "binary")));
afterAll(() => useSha256(undefined));

const code = (run: () => unknown): string => {
  try {
    run();
    return "accepted";
  } catch (error) {
    return (error as TlogError).code ?? String(error);
  }
};

let ledger: LedgerInMemory;
let record: ApiRecord;
let proof: string;

beforeAll(async () => {
  ledger = ledgerInMemory(randomFrom(11), 300);
  record = ledger.records[257]!;
  proof = await ledger.proofOf(257);
});

test("every record of a ledger verifies, and the steps lead from the leaf to the root", async () => {
  for (let seq = 0; seq < 300; seq += 23) {
    const verified = verifyRecord(ledger.records[seq]!, await ledger.proofOf(seq), ledger.vkey);
    expect(verified).toMatchObject({ origin: ledger.origin, tenant: ledger.tenant, size: 300, index: seq });
    let at = verified.leafHash;
    for (const { left, right, parent } of verified.steps) {
      expect(equalBytes(left, at) || equalBytes(right, at)).toBe(true);
      expect(hashNode(left, right)).toEqual(parent);
      at = parent;
    }
    expect(toHex(at)).toBe(toHex(verified.root));
  }
});

test("a ledger of one event needs no steps", async () => {
  const one = ledgerInMemory(randomFrom(12), 1);
  expect(verifyRecord(one.records[0]!, await one.proofOf(0), one.vkey).steps).toEqual([]);
});

test("what belongs to another leaf, seq, tenant or tree is refused with its own code", async () => {
  const verify = (changed: Partial<ApiRecord>, text = proof, vkey = ledger.vkey): string =>
    code(() => verifyRecord({ ...record, ...changed }, text, vkey));
  expect(verify({})).toBe("accepted");
  expect(verify({ leaf_hash: record.leaf_hash.toUpperCase() })).toBe("leaf_mismatch");
  expect(verify({ event: { ...record.event, outcome: "other" } })).toBe("leaf_mismatch");
  expect(verify({ seq: 256 })).toBe("seq_mismatch");
  expect(verify({}, await ledger.proofOf(256))).toBe("seq_mismatch");
  const parsed = parseProof(proof);
  expect(verify({}, formatProof({ ...parsed, hashes: parsed.hashes.with(0, hashLeaf(utf8("x"))) }))).toBe(
    "root_mismatch",
  );
  expect(verify({}, formatProof({ ...parsed, hashes: parsed.hashes.slice(1) }))).toBe("proof_too_short");
  expect(verify({}, formatProof({ ...parsed, hashes: [...parsed.hashes, ...parsed.hashes] }))).toBe("proof_too_long");
  expect(verify({}, proof, ledgerInMemory(randomFrom(13), 1).vkey)).toBe("note_unsigned");
  const foreign = ledgerInMemory(
    randomFrom(14),
    1,
    "22222222-2222-4222-8222-222222222222",
    "11111111-1111-4111-8111-111111111111",
  );
  expect(
    code(() =>
      verifyRecord(
        foreign.records[0]!,
        formatProof({ index: 0, hashes: [], checkpoint: foreign.checkpoint }),
        foreign.vkey,
      ),
    ),
  ).toBe("tenant_mismatch");
});

test("a proof comes back, with extra data too", () => {
  const parsed = parseProof(proof);
  expect(formatProof(parsed)).toBe(proof);
  const extra = Uint8Array.of(1, 2, 3, 4);
  expect(parseProof(formatProof({ ...parsed, extra }))).toEqual({ ...parsed, extra });
  expect(formatProof({ ...parsed, extra }).split("\n")[1]).toBe("extra AQIDBA==");
  expect(code(() => formatProof({ ...parsed, index: -1 }))).toBe("proof_index");
  expect(code(() => formatProof({ ...parsed, hashes: [new Uint8Array(31)] }))).toBe("proof_hash");
  expect(code(() => formatProof({ ...parsed, hashes: Array(65).fill(hashLeaf(extra)) }))).toBe("proof_too_long");
});

const HASH = toBase64(new Uint8Array(32));

test.each([
  ["proof_form", "index 0\n\nc"],
  ["proof_form", "c2sp.org/tlog-proof@v2\nindex 0\n\nc"],
  ["proof_form", " c2sp.org/tlog-proof@v1\nindex 0\n\nc"],
  ["proof_form", "c2sp.org/tlog-proof@v1\nindex 0\n"],
  ["proof_index", "c2sp.org/tlog-proof@v1\n\nc"],
  ["proof_index", `c2sp.org/tlog-proof@v1\n${HASH}\n\nc`],
  ["proof_index", "c2sp.org/tlog-proof@v1\nindex 00\n\nc"],
  ["proof_index", "c2sp.org/tlog-proof@v1\nindex -1\n\nc"],
  ["proof_index", "c2sp.org/tlog-proof@v1\nindex 9007199254740992\n\nc"],
  ["proof_index", "c2sp.org/tlog-proof@v1\nextra AA==\nextra AA==\nindex 0\n\nc"],
  ["proof_extra", "c2sp.org/tlog-proof@v1\nextra AA\nindex 0\n\nc"],
  ["proof_hash", `c2sp.org/tlog-proof@v1\nindex 0\n${HASH.slice(1)}\n\nc`],
  ["proof_hash", `c2sp.org/tlog-proof@v1\nindex 0\n${HASH.replace("A=", "B=")}\n\nc`],
  ["proof_hash", `c2sp.org/tlog-proof@v1\nindex 0\n${HASH}\r\n\nc`],
  ["proof_too_long", `c2sp.org/tlog-proof@v1\nindex 0\n${`${HASH}\n`.repeat(65)}\nc`],
])("%s: %j", (want, text) => expect(code(() => parseProof(text))).toBe(want));

function flipped(text: string, bit: number): string {
  const bytes = Buffer.from(text);
  bytes[bit >> 3]! ^= 1 << (bit & 7);
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
}

test("10,000 random single-bit flips in proofs, checkpoints and records are all refused", async () => {
  const random = randomFrom(15);
  const texts = await Promise.all(ledger.records.map((_, seq) => ledger.proofOf(seq)));
  for (let refused = 0; refused < 10_000; ) {
    const seq = random.below(300);
    const inProof = random.chance(0.3);
    const good = inProof ? texts[seq]! : JSON.stringify(ledger.records[seq]);
    const bit = random.below(Buffer.byteLength(good) * 8);
    const outcome = code(() => {
      const bad = flipped(good, bit);
      if (inProof) return verifyRecord(ledger.records[seq]!, bad, ledger.vkey);
      const parsed = JSON.parse(bad) as ApiRecord;
      // Another spelling of the same value, such as 7e-324 for 5e-324, is no change.
      if (canonicalize(parsed) === canonicalize(ledger.records[seq])) throw "same record";
      return verifyRecord(parsed, texts[seq]!, ledger.vkey);
    });
    if (outcome === "accepted") expect.unreachable(`bit ${bit} of ${good}`);
    if (outcome !== "same record") refused++;
  }
});
