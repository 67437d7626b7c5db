import { type ApiRecord, parseVkey, TlogError, toHex, type VerifiedRecord, verifyRecord } from "#tlog";
import type { Evidence } from "./evidence.ts";

/** The steps of a verification in their order; the first that fails ends it. */
export const STEPS = ["leaf", "proof", "signature", "path"] as const;
export type Step = (typeof STEPS)[number];

export type Verification =
  | {
      verified: VerifiedRecord;
      keyId: string;
      /** Paths that are masked for the reader: their parts were checked by digest. */
      masked: readonly string[];
      tookMs: number;
      failure?: never;
    }
  | { verified?: never; tookMs: number; failure: { step: Step; code: string; message: string } };

const STEP_OF: [RegExp, Step][] = [
  [/^(root_mismatch|tree_bounds|hash_length|proof_too_long|proof_too_short)$/, "path"],
  [/^(proof_.*|seq_mismatch)$/, "proof"],
  [/^(checkpoint_.*|note_.*|key_.*|tenant_mismatch)$/, "signature"],
];

const stepOf = (code: string): Step => STEP_OF.find(([pattern]) => pattern.test(code))?.[1] ?? "leaf";

/** Recomputes everything from the bytes at hand with the verifier key; nothing is asked of the server. */
export function verifyEvidence(evidence: Evidence, vkey: string): Verification {
  const beganMs = performance.now();
  const took = () => performance.now() - beganMs;
  try {
    const text = new TextDecoder("utf-8", { fatal: true });
    const record = parseRecord(text.decode(evidence.record));
    const verified = verifyRecord(record, text.decode(evidence.proof), vkey);
    return { verified, keyId: toHex(parseVkey(vkey).keyId), masked: maskedOf(record), tookMs: took() };
  } catch (error) {
    if (error instanceof TlogError)
      return { tookMs: took(), failure: { step: stepOf(error.code), code: error.code, message: error.message } };
    if (error instanceof TypeError)
      return { tookMs: took(), failure: { step: "leaf", code: "utf8", message: "the bytes received are not text" } };
    throw error;
  }
}

const maskedOf = ({ masked }: ApiRecord): string[] =>
  Array.isArray(masked) ? masked.filter((path) => typeof path === "string") : [];

function parseRecord(text: string): ApiRecord {
  try {
    return JSON.parse(text) as ApiRecord;
  } catch (cause) {
    throw new TlogError("record_form", "the record is not JSON", { cause });
  }
}
