import { beforeAll, describe, expect, it } from "vitest";
import type { ApiRecord } from "#tlog";
import { type LedgerInMemory, ledgerInMemory } from "../../packages/tlog/testing/ledger.ts";
import { randomFrom } from "../../packages/tlog/testing/random.ts";
import { maskRecord } from "../../server/query/mask-event.ts";
import { type Evidence, evidenceFiles, verifyCommand } from "./evidence.ts";
import { verifyEvidence } from "./verify-evidence.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
let ledger: LedgerInMemory;
let record: ApiRecord;
let proof: string;

beforeAll(async () => {
  ledger = ledgerInMemory(randomFrom(31), 200);
  record = ledger.records[117]!;
  proof = await ledger.proofOf(117);
});

const evidenceOf = (changed: Partial<ApiRecord> = {}, proofText = proof): Evidence => ({
  record: bytes(JSON.stringify({ ...record, ...changed })),
  proof: bytes(proofText),
});
const failed = (evidence: Evidence, vkey = ledger.vkey) => verifyEvidence(evidence, vkey).failure;

describe("verifyEvidence", () => {
  it("verifies what the ledger gave", () => {
    const result = verifyEvidence(evidenceOf(), ledger.vkey);
    expect(result.failure).toBeUndefined();
    expect(result.verified).toMatchObject({ index: 117, size: 200, origin: ledger.origin });
    expect(result.tookMs).toBeGreaterThan(0);
  });

  it("verifies a masked record and says what is masked", () => {
    const whole = ledger.records.find(({ event }) => event.actor.email && event.changes && event.source?.ip)!;
    const masked = maskRecord({ ...whole, salts: whole.salts! }, ["actor.email", "source.ip"]);
    const check = async (shown: object) =>
      verifyEvidence(
        { record: bytes(JSON.stringify(shown)), proof: bytes(await ledger.proofOf(whole.seq)) },
        ledger.vkey,
      );
    return Promise.all([
      expect(check(masked)).resolves.toMatchObject({
        verified: { index: whole.seq },
        masked: expect.arrayContaining(["actor.email", "changes", "source.ip"]),
      }),
      expect(check(whole)).resolves.toMatchObject({ masked: [] }),
      expect(check({ ...masked, masked: undefined })).resolves.toMatchObject({ failure: { step: "leaf" } }),
      expect(check({ ...masked, event: { ...masked.event, outcome: "x" } })).resolves.toMatchObject({
        failure: { code: "leaf_mismatch" },
      }),
    ]);
  });

  it("names the leaf when the record was altered", () => {
    expect(failed(evidenceOf({ event: { ...record.event, action: "secret.burn" } }))).toMatchObject({
      step: "leaf",
      code: "leaf_mismatch",
    });
    const salts = Object.keys(record.salts as object).map((part) => [part, "AAAAAAAAAAAAAAAAAAAAAA"]);
    expect(failed(evidenceOf({ salts: Object.fromEntries(salts) }))?.step).toBe("leaf");
    expect(failed({ record: bytes("<html>"), proof: bytes(proof) })?.code).toBe("record_form");
    expect(failed({ record: new Uint8Array([0xff, 0xfe]), proof: bytes(proof) })?.step).toBe("leaf");
  });

  it("names the proof when it is of another event or no proof", async () => {
    expect(failed(evidenceOf({}, await ledger.proofOf(118)))).toMatchObject({ step: "proof", code: "seq_mismatch" });
    expect(failed(evidenceOf({}, proof.replace("c2sp.org", "c2sp.com")))?.step).toBe("proof");
  });

  it("names the signature when the checkpoint or the key was changed", () => {
    expect(failed(evidenceOf({}, proof.replace("\n200\n", "\n201\n")))?.step).toBe("signature");
    expect(failed(evidenceOf(), ledgerInMemory(randomFrom(32), 1).vkey)?.step).toBe("signature");
    expect(failed(evidenceOf(), "nonsense")?.step).toBe("signature");
  });

  it("names the path when one of its hashes was changed", () => {
    const lines = proof.split("\n");
    lines[3] = lines[4]!;
    expect(failed(evidenceOf({}, lines.join("\n")))).toMatchObject({ step: "path", code: "root_mismatch" });
    lines.splice(3, 1);
    expect(failed(evidenceOf({}, lines.join("\n")))?.step).toBe("path");
  });

  it("fails for any single byte of record or proof that is changed", () => {
    const whole = evidenceOf();
    for (const part of ["record", "proof"] as const) {
      for (let at = 0; at < whole[part].length; at += 7) {
        const altered = whole[part].slice();
        altered[at]! ^= 1;
        expect(verifyEvidence({ ...whole, [part]: altered }, ledger.vkey).failure, `${part} byte ${at}`).toBeDefined();
      }
    }
  });
});

describe("the evidence files", () => {
  it("hold the fetched bytes and have the names of the command", () => {
    const evidence = evidenceOf();
    const files = evidenceFiles("acme", 117, evidence, ledger.vkey);
    expect(files.record.bytes).toBe(evidence.record);
    expect(files.proof.bytes).toBe(evidence.proof);
    expect(new TextDecoder().decode(files.vkey.bytes)).toBe(`${ledger.vkey}\n`);
    const command = verifyCommand("acme", 117);
    for (const file of Object.values(files)) expect(command).toContain(file.name);
  });
});
