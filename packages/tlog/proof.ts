import { fromBase64, toBase64 } from "./bytes.ts";
import { parseDecimal } from "./checkpoint.ts";
import { TlogError } from "./errors.ts";
import { HASH_BYTES, isCount } from "./merkle.ts";

/**
 * An inclusion proof that stands alone (C2SP tlog-proof): `index` is 0 to 2^53 - 1, `hashes` the RFC 6962 proof, leaf-sibling
 * first, `checkpoint` the signed note verbatim. `extra` is covered by no signature: never trust it.
 */
export interface TlogProof {
  index: number;
  hashes: Uint8Array[];
  checkpoint: string;
  extra?: Uint8Array;
}

const FIRST_LINE = "c2sp.org/tlog-proof@v1";
const HASHES_MAX = 64;

/** Text of a proof, for a file named `*.tlog-proof`. Throws `proof_index`, `proof_hash` or `proof_too_long`. */
export function formatProof(proof: TlogProof): string {
  const { index, hashes, checkpoint, extra } = proof;
  if (!isCount(index)) throw new TlogError("proof_index", `${index} is not the index of a leaf`);
  if (hashes.length > HASHES_MAX)
    throw new TlogError("proof_too_long", `a proof has at most ${HASHES_MAX} hashes, not ${hashes.length}`);
  if (hashes.some((hash) => hash.length !== HASH_BYTES))
    throw new TlogError("proof_hash", "a hash of the proof is not 32 bytes");
  const lines = [FIRST_LINE];
  if (extra !== undefined) lines.push(`extra ${toBase64(extra)}`);
  lines.push(`index ${index}`, ...hashes.map(toBase64), "", checkpoint);
  return lines.join("\n");
}

function proofBytes(
  text: string,
  code: "proof_extra" | "proof_hash",
  what: string,
  bytesExpected?: number,
): Uint8Array {
  try {
    return fromBase64(text, bytesExpected);
  } catch (cause) {
    throw new TlogError(code, what, { cause });
  }
}

/**
 * Reads a proof; only its form is checked, see `verifyRecord`. Throws `proof_form`, `proof_extra`, `proof_index`, `proof_hash`
 * or `proof_too_long`.
 */
export function parseProof(text: string): TlogProof {
  const end = text.indexOf("\n\n");
  if (end < 0) throw new TlogError("proof_form", "a proof has an empty line between its hashes and the checkpoint");
  const [first, ...lines] = text.slice(0, end).split("\n");
  if (first !== FIRST_LINE) throw new TlogError("proof_form", `the first line of a proof is ${FIRST_LINE}`);
  const extraLine = lines[0]?.startsWith("extra ") ? lines.shift() : undefined;
  const indexLine = lines.shift();
  if (!indexLine?.startsWith("index "))
    throw new TlogError("proof_index", "a proof has no index line where it belongs");
  const index = parseDecimal(indexLine.slice("index ".length));
  if (index === undefined)
    throw new TlogError("proof_index", "the index of a proof is not in plain decimal below 2^53");
  if (lines.length > HASHES_MAX)
    throw new TlogError("proof_too_long", `a proof has at most ${HASHES_MAX} hashes, not ${lines.length}`);
  const hashes = lines.map((line, i) =>
    proofBytes(line, "proof_hash", `hash ${i + 1} of the proof is not the canonical base64 of 32 bytes`, HASH_BYTES),
  );
  const proof: TlogProof = { index, hashes, checkpoint: text.slice(end + 2) };
  if (extraLine !== undefined) {
    proof.extra = proofBytes(
      extraLine.slice("extra ".length),
      "proof_extra",
      "the extra line of a proof is not canonical base64",
    );
  }
  return proof;
}
