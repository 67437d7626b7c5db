import { equalBytes, fromBase64, toBase64 } from "./bytes.ts";
import { TlogError } from "./errors.ts";
import { EMPTY_ROOT, HASH_BYTES, isCount } from "./merkle.ts";
import { isKeyName, openNote, parseVkey } from "./note.ts";

/** A tree head: `origin` names the log, `size` is 0 to 2^53 - 1, `root` 32 bytes. */
export interface Checkpoint {
  origin: string;
  size: number;
  root: Uint8Array;
}

/** Number written in plain decimal, without sign or leading zeros, 0 to 2^53 - 1; undefined for any other text. */
export function parseDecimal(text: string): number | undefined {
  const n = /^(?:0|[1-9][0-9]{0,15})$/.test(text) ? Number(text) : Number.NaN;
  return isCount(n) ? n : undefined;
}

function requireEmptyRoot({ size, root }: Checkpoint): void {
  if (size === 0 && !equalBytes(root, EMPTY_ROOT)) {
    throw new TlogError("checkpoint_root", "the checkpoint of an empty tree has another root than SHA-256 of nothing");
  }
}

/** Body of a checkpoint (C2SP tlog-checkpoint), to be signed by `signNote`. Throws `checkpoint_origin`, `checkpoint_size`, `checkpoint_root`. */
export function formatCheckpoint(checkpoint: Checkpoint): string {
  const { origin, size, root } = checkpoint;
  if (!isKeyName(origin))
    throw new TlogError("checkpoint_origin", "an origin is not empty and has neither space nor plus sign");
  if (!isCount(size)) throw new TlogError("checkpoint_size", `${size} is not a tree size`);
  if (root.length !== HASH_BYTES) throw new TlogError("checkpoint_root", `a root has 32 bytes, not ${root.length}`);
  requireEmptyRoot(checkpoint);
  return `${origin}\n${size}\n${toBase64(root)}\n`;
}

/**
 * Reads the text of a checkpoint. Extension lines are allowed, as the standard demands, and ignored.
 * Throws `checkpoint_form`, `checkpoint_origin`, `checkpoint_size` (not plain decimal below 2^53) or `checkpoint_root`.
 */
export function parseCheckpoint(text: string): Checkpoint {
  const lines = text.split("\n");
  if (lines.pop() !== "" || lines.length < 3 || lines.includes("")) {
    throw new TlogError(
      "checkpoint_form",
      "a checkpoint has at least three lines, none of them empty, each ending in a newline",
    );
  }
  const [origin, sizeText, rootText] = lines as [string, string, string];
  if (!isKeyName(origin))
    throw new TlogError("checkpoint_origin", "the origin of a checkpoint has a space or a plus sign");
  const size = parseDecimal(sizeText);
  if (size === undefined)
    throw new TlogError("checkpoint_size", "the size of a checkpoint is not in plain decimal below 2^53");
  let root: Uint8Array;
  try {
    root = fromBase64(rootText, HASH_BYTES);
  } catch (cause) {
    throw new TlogError("checkpoint_root", "the root of a checkpoint is not the canonical base64 of 32 bytes", {
      cause,
    });
  }
  const checkpoint = { origin, size, root };
  requireEmptyRoot(checkpoint);
  return checkpoint;
}

const LEDGER_ORIGIN = /^[^/]+\/tlog\/([0-9a-f-]{36})(?:\/[1-9][0-9]*)?$/;

/**
 * Opens the signed checkpoint of a ledger with the verifier key of that ledger. The origin must be the key's name
 * (C2SP tlog-policy) and be `<host>/tlog/<tenant>` or `<host>/tlog/<tenant>/<epoch>`.
 * Throws what `openNote` and `parseCheckpoint` throw, and `checkpoint_origin`.
 */
export function openCheckpoint(note: string, vkey: string): Checkpoint & { tenant: string } {
  const checkpoint = parseCheckpoint(openNote(note, [vkey]).text);
  const { name } = parseVkey(vkey);
  if (checkpoint.origin !== name) {
    throw new TlogError("checkpoint_origin", `the checkpoint is of ${checkpoint.origin}, the key is of ${name}`);
  }
  const tenant = LEDGER_ORIGIN.exec(checkpoint.origin)?.[1];
  if (tenant === undefined) {
    throw new TlogError(
      "checkpoint_origin",
      `${checkpoint.origin} does not end in /tlog/<tenant> or /tlog/<tenant>/<epoch>`,
    );
  }
  return { tenant, ...checkpoint };
}
