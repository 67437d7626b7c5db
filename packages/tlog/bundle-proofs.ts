import { itemsOf, type Members, readCanonical } from "./bundle-json.ts";
import type { Collector } from "./bundle-report.ts";
import { fromBase64 } from "./bytes.ts";
import { TlogError } from "./errors.ts";
import { canonicalize } from "./jcs.ts";
import { HASH_BYTES, isCount } from "./merkle.ts";

const EVENTS = "events.ndjson";
const PROOFS = "proofs.ndjson";
const NEWLINE = 10;

/** Places of the lines of an NDJSON file: each from its start to its newline. */
export function* linesOf(bytes: Uint8Array): Generator<{ number: number; bytes: Uint8Array; end: number }> {
  let start = 0;
  for (let number = 1; start < bytes.length; number++) {
    const at = bytes.indexOf(NEWLINE, start);
    const end = at < 0 ? bytes.length : at;
    yield { number, bytes: bytes.subarray(start, end), end: end + 1 };
    start = end + 1;
  }
}

/** Whether the last line has no newline. */
export const isCut = (bytes: Uint8Array) => bytes.length > 0 && bytes.at(-1) !== NEWLINE;

/** A line of proofs.ndjson. */
export interface Proof {
  seq: number;
  /** Base64, as it stands there. */
  hashes: readonly unknown[];
  line: number;
}

/** The hashes of a list of base64. Throws `bundle_proof_form` or `base64`. */
export function readHashes(list: unknown): Uint8Array[] {
  const items = itemsOf(list);
  if (items === undefined) throw new TlogError("bundle_proof_form", "has hashes that are no list");
  return items.map((item) => fromBase64(item as string, HASH_BYTES));
}

/**
 * JCS of a proof of which the hashes need no escapes, which is several times as fast. Where they do, the text is not what such a value is
 * read from, so that the comparison fails, as the hashes would.
 */
function writeProof(proof: Members): string {
  const { seq, hashes } = proof;
  if (!Array.isArray(hashes) || hashes.length === 0) return canonicalize(proof);
  return `{"hashes":["${hashes.join('","')}"],"seq":${seq}}`;
}

/** Reads proofs.ndjson beside the rows: both ascend by seq. */
export class ProofReader {
  readonly #lines: ReturnType<typeof linesOf>;
  readonly #collector: Collector;
  #next: Proof | undefined;
  #last = -1;
  /** Proofs of which no row has been seen in its place. */
  readonly #rowless: Proof[] = [];
  /** Lines that could not be read and belong to rows that are still to come. */
  #broken = 0;

  constructor(bytes: Uint8Array, collector: Collector) {
    this.#collector = collector;
    this.#lines = linesOf(bytes);
    if (isCut(bytes))
      collector.fail("root", "bundle_proof_form", `${PROOFS} is cut off in its last line`, { file: PROOFS });
    this.#advance();
  }

  #advance(): void {
    this.#next = undefined;
    while (this.#next === undefined) {
      const { value, done } = this.#lines.next();
      if (done) return;
      const proof = this.#read(value.bytes, value.number);
      if (proof === undefined) this.#broken++;
      else if (proof.seq <= this.#last) {
        const message = `${PROOFS} line ${proof.line} (seq ${proof.seq}) is doubled or out of order`;
        this.#collector.fail("root", "bundle_proof_order", message, { file: PROOFS, line: proof.line, seq: proof.seq });
      } else this.#next = proof;
    }
    this.#last = this.#next.seq;
  }

  #read(bytes: Uint8Array, line: number): Proof | undefined {
    try {
      const { seq: stated, hashes } = readCanonical(bytes, ["seq", "hashes"], [], writeProof);
      const seq = typeof stated === "boolean" ? Number(stated) : stated;
      if (!isCount(seq)) throw new TlogError("bundle_proof_form", "has a seq that is none");
      const items = itemsOf(hashes);
      if (items === undefined) throw new TlogError("bundle_proof_form", "has hashes that are no list");
      return { seq, hashes: items, line };
    } catch (error) {
      const message = `${PROOFS} line ${line}: ${(error as TlogError).message}`;
      this.#collector.fail("root", "bundle_proof_form", message, { file: PROOFS, line });
      return undefined;
    }
  }

  /** The proof of the row with this seq; undefined, and said, when there is none. `unreadable`: rows before it that have no seq. */
  of(seq: number, line: number, unreadable: number): Proof | undefined {
    this.#skip(seq, unreadable);
    const proof = this.#next;
    if (proof?.seq === seq) {
      this.#advance();
      return proof;
    }
    if (this.#broken > 0) this.#broken--;
    else {
      const message = `${EVENTS} line ${line} (seq ${seq}) has no proof: the line was added, or its proof was removed`;
      this.#collector.fail("lines", "bundle_line_added", message, { file: EVENTS, line, seq });
    }
    return undefined;
  }

  /** Names the rows that are missing; those in `displaced` are there, in another place. */
  end(unreadable: number, displaced: ReadonlySet<number>): void {
    this.#skip(Number.POSITIVE_INFINITY, unreadable);
    for (const { seq, line } of this.#rowless) {
      if (displaced.has(seq)) continue;
      const message = `seq ${seq} is missing: ${PROOFS} line ${line} is the proof of it, and ${EVENTS} has no line for it`;
      this.#collector.fail("lines", "bundle_line_missing", message, { file: EVENTS, seq });
    }
  }

  #skip(seq: number, unreadable: number): void {
    for (let left = unreadable; this.#next !== undefined && this.#next.seq < seq; this.#advance(), left--)
      if (left <= 0) this.#rowless.push(this.#next);
  }
}
