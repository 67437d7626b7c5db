import {
  type ApiRecord,
  equalBytes,
  inclusionSteps,
  openCheckpoint,
  parseProof,
  recordLeafHash,
  TlogError,
  toHex,
  type VerifiedRecord,
  verifyRecord,
} from "../tlog/index.ts";

export interface Step {
  name: string;
  /** Undefined when the step could not be tried. */
  ok?: boolean;
  code?: string;
  message?: string;
}

export type Outcome = { verified: VerifiedRecord; steps: Step[] } | { verified: undefined; steps: Step[] };

const NAMES = {
  leaf: "the leaf follows from the record",
  proof: "the proof is for the record's seq",
  checkpoint: "the checkpoint is signed by the ledger's key",
  tenant: "the ledger is that of the event's tenant",
  path: "the path leads from the leaf to the signed root",
};

/** Verifies a record and, where that fails, tries each step by itself to say which do not hold. */
export function verifySteps(record: ApiRecord, proofText: string, vkey: string): Outcome {
  try {
    const verified = verifyRecord(record, proofText, vkey);
    return { verified, steps: Object.values(NAMES).map((name) => ({ name, ok: true })) };
  } catch (error) {
    const steps = trySteps(record, proofText, vkey);
    // The verdict is verifyRecord's alone: should no single step fail, its own reason stands.
    if (steps.every((step) => step.ok !== false)) steps.push(failed("the whole", error));
    return { verified: undefined, steps };
  }
}

function failed(name: string, error: unknown): Step {
  if (error instanceof TlogError) return { name, ok: false, code: error.code, message: error.message };
  return {
    name,
    ok: false,
    code: "record_form",
    message: `the record does not have the form of one (${(error as Error).message})`,
  };
}

function trySteps(record: ApiRecord, proofText: string, vkey: string): Step[] {
  const steps: Step[] = [];
  const step = <T>(name: string, needs: unknown[], work: () => T): T | undefined => {
    if (needs.includes(undefined)) {
      steps.push({ name });
      return undefined;
    }
    try {
      const result = work();
      steps.push({ name, ok: true });
      return result;
    } catch (error) {
      steps.push(failed(name, error));
      return undefined;
    }
  };
  const leaf = step(NAMES.leaf, [], () => {
    const hash = recordLeafHash(record);
    if (toHex(hash) !== record.leaf_hash)
      throw new TlogError(
        "leaf_mismatch",
        `the record shows ${record.leaf_hash}, its event, salts and digests give ${toHex(hash)}`,
      );
    return hash;
  });
  let proof: ReturnType<typeof parseProof> | undefined;
  step(NAMES.proof, [], () => {
    proof = parseProof(proofText);
    if (proof.index !== record.seq)
      throw new TlogError("seq_mismatch", `the proof is for index ${proof.index}, the record has seq ${record.seq}`);
  });
  const checkpoint = step(NAMES.checkpoint, [proof], () => openCheckpoint(proof!.checkpoint, vkey));
  step(NAMES.tenant, [checkpoint], () => {
    if (record.event?.tenant !== checkpoint!.tenant)
      throw new TlogError(
        "tenant_mismatch",
        `the event is not of tenant ${checkpoint!.tenant}, whose ledger signed the checkpoint`,
      );
  });
  step(NAMES.path, [leaf, proof, checkpoint], () => {
    const { size, root } = checkpoint!;
    const path = inclusionSteps(proof!.index, size, leaf!, proof!.hashes);
    if (!equalBytes(path.at(-1)?.parent ?? leaf!, root))
      throw new TlogError(
        "root_mismatch",
        `the path from leaf ${proof!.index} does not lead to the root signed for size ${size}`,
      );
  });
  return steps;
}
