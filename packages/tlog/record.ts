import { equalBytes, toHex } from "./bytes.ts";
import { openCheckpoint } from "./checkpoint.ts";
import { TlogError } from "./errors.ts";
import { inclusionSteps, type PathStep } from "./merkle.ts";
import { parseProof } from "./proof.ts";
import { recordLeafHash, type SealedRecord } from "./seal.ts";

/** An event as the API gives it to those who may read it; `leaf_hash` is lower-case hexadecimal. */
export interface ApiRecord extends SealedRecord {
  seq: number;
  leaf_hash: string;
}

/** What a verified record is known to be: the leaf `index` of the tree of `size` that the ledger `origin` of `tenant` signed. */
export interface VerifiedRecord {
  origin: string;
  tenant: string;
  size: number;
  index: number;
  leafHash: Uint8Array;
  root: Uint8Array;
  /** From the leaf to the root; empty in a tree of one leaf. */
  steps: PathStep[];
}

/**
 * Checks one record against one proof and the verifier key of its ledger: the leaf follows from what is shown, the proof is
 * for its seq, the checkpoint is signed by the ledger of its tenant, and the path leads from the leaf to the signed root.
 * Throws `leaf_mismatch`, `seq_mismatch`, `tenant_mismatch`, `root_mismatch`, and what `recordLeafHash`, `parseProof`,
 * `openCheckpoint` and `rootFromInclusion` throw. About 2 ms, nearly all of it the signature.
 *
 * @example verifyRecord(await (await fetch(url)).json(), await (await fetch(`${url}/proof`)).text(), vkey).size
 */
export function verifyRecord(record: ApiRecord, proofText: string, vkey: string): VerifiedRecord {
  const leafHash = recordLeafHash(record);
  if (toHex(leafHash) !== record.leaf_hash) {
    throw new TlogError(
      "leaf_mismatch",
      "the leaf hash of the record does not follow from its event, salts and digests",
    );
  }
  const { index, hashes, checkpoint } = parseProof(proofText);
  if (index !== record.seq)
    throw new TlogError("seq_mismatch", `the proof is for index ${index}, the record has seq ${record.seq}`);
  const { tenant, origin, size, root } = openCheckpoint(checkpoint, vkey);
  if (record.event.tenant !== tenant) {
    throw new TlogError("tenant_mismatch", `the event is not of tenant ${tenant}, whose ledger signed the checkpoint`);
  }
  const steps = inclusionSteps(index, size, leafHash, hashes);
  if (!equalBytes(steps.at(-1)?.parent ?? leafHash, root)) {
    throw new TlogError(
      "root_mismatch",
      `the path from leaf ${index} does not lead to the root signed for size ${size}`,
    );
  }
  return { origin, tenant, size, index, leafHash, root, steps };
}
