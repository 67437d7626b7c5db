import { createPublicKey, type KeyObject, verify } from "node:crypto";
import { type Checkpoint, equalBytes, formatCheckpoint, fromBase64, openCheckpoint, parseVkey } from "#tlog";

import type { CheckpointRow } from "./verify-database.sql.ts";
import type { FaultList } from "./verify-database-faults.ts";
import type { RootMatch } from "./verify-database-tree.ts";

const SPKI_ED25519_PREFIX = Buffer.from("302a300506032b6570032100", "hex");

/** Opens the checkpoints of one ledger with its verifier key, as `openCheckpoint` does, with the Ed25519 of node:crypto. */
export interface CheckpointOpener {
  /** Throws TlogError when the note is not a checkpoint signed by the key. `likely` is what the note is expected to say. */
  open(note: string, likely?: Checkpoint): Checkpoint;
}

/** Throws TlogError when `vkey` is no verifier key. */
export function checkpointOpener(vkey: string): CheckpointOpener {
  const { name, keyId, publicKey } = parseVkey(vkey);
  const key = createPublicKey({
    key: Buffer.concat([SPKI_ED25519_PREFIX, publicKey]),
    format: "der",
    type: "spki",
  });
  const line = `\u2014 ${name} `;
  return {
    open: (note, likely) =>
      likely && isPlain(note, likely, { line, keyId, key }) ? likely : openCheckpoint(note, vkey),
  };
}

/** Whether the note is exactly the expected text with this key's signature line and no other. */
function isPlain(
  note: string,
  likely: Checkpoint,
  signer: { line: string; keyId: Uint8Array; key: KeyObject },
): boolean {
  try {
    const text = formatCheckpoint(likely);
    const head = `${text}\n${signer.line}`;
    if (!signer.line.startsWith(`\u2014 ${likely.origin} `) || !note.startsWith(head) || !note.endsWith("\n"))
      return false;
    const blob = fromBase64(note.slice(head.length, -1), 68);
    return (
      equalBytes(blob.subarray(0, 4), signer.keyId) && verify(null, Buffer.from(text), signer.key, blob.subarray(4))
    );
  } catch {
    return false;
  }
}

/** Follows the signed roots of one ledger in ascending order of their sizes. */
export interface SignedRoots {
  /** Judges a stored checkpoint by itself; true when its signed root is to be compared with the tree at its size. */
  accept(row: CheckpointRow): boolean;
  /** Notes whether the tree has the signed root of `size`; sizes come in ascending order. */
  compare(size: number, match: RootMatch): void;
  /** Reports what does not fit; call once, after the last. */
  finish(): void;
  /** Which tree the signed roots confirm where the two differ. */
  match: RootMatch;
  /** Checkpoints seen, and the greatest size among those accepted. */
  count(): number;
  newest(): number;
}

/** Judges the signed roots of one ledger: each signature, and each root against the tree of its size. */
export function signedRoots(
  list: FaultList,
  ledger: { tenantId: string; epoch: number; origin: string; size: number },
  vkeyOf: (origin: string) => string | undefined,
): SignedRoots {
  const openers = new Map<string, CheckpointOpener | undefined>();
  const match: RootMatch = { events: false, tiles: false };
  let count = 0;
  let newest = 0;
  let lastGood = 0;
  let misfits: { first: number; last: number; count: number } | undefined;

  const openerOf = (origin: string) => {
    if (!openers.has(origin)) {
      const vkey = vkeyOf(origin);
      openers.set(origin, vkey === undefined ? undefined : checkpointOpener(vkey));
      if (vkey === undefined)
        list.add("checkpoint", [], `no verifier key for ${origin}, its signatures are not checked`);
    }
    return openers.get(origin);
  };
  const endMisfits = (laterFit: boolean) => {
    if (!misfits) return;
    const { first, last, count: misfitCount } = misfits;
    const which =
      misfitCount === 1
        ? `the root signed for size ${first}`
        : `${misfitCount} roots signed for sizes ${first} to ${last}`;
    const range = `between seq ${lastGood} and ${first - 1}`;
    const text = laterFit
      ? `not the root of the first ${first} events, although later ones fit: the ledger's key has signed two histories`
      : `not the root of the events below: events and tiles were changed ${range}`;
    list.add("checkpoint", [lastGood, first - 1], text, which);
    misfits = undefined;
  };

  return {
    match,
    count: () => count,
    newest: () => newest,
    accept(row) {
      count++;
      const fault = faultOf(row, ledger, openerOf);
      if (fault !== undefined) {
        list.add("checkpoint", [], fault, `checkpoint of size ${row.size}`);
        return false;
      }
      if (row.epoch < ledger.epoch) return false;
      newest = Math.max(newest, row.size);
      return true;
    },
    compare(size, found) {
      if (found.events && !found.tiles) match.events = true;
      if (found.tiles && !found.events) match.tiles = true;
      if (!found.events && !found.tiles) {
        misfits = { first: misfits?.first ?? size, last: size, count: (misfits?.count ?? 0) + 1 };
        return;
      }
      endMisfits(true);
      lastGood = size;
    },
    finish: () => endMisfits(false),
  };
}

/** What is wrong with a stored checkpoint by itself, or undefined. Those of earlier epochs are checked for their signature only. */
function faultOf(
  row: CheckpointRow,
  ledger: { epoch: number; origin: string; size: number },
  openerOf: (origin: string) => CheckpointOpener | undefined,
): string | undefined {
  if (row.epoch > ledger.epoch) return `is of epoch ${row.epoch}, the ledger is in epoch ${ledger.epoch}`;
  const isCurrent = row.epoch === ledger.epoch;
  const origin = isCurrent ? ledger.origin : row.note.slice(0, row.note.indexOf("\n"));
  try {
    const opener = openerOf(origin);
    const likely = { origin, size: row.size, root: row.root };
    const signed = opener ? opener.open(row.note, likely) : likely;
    if (signed.size !== row.size) return `column size shows ${row.size}, the signed note says ${signed.size}`;
    if (!equalBytes(signed.root, row.root)) return "column root is not the root in the signed note";
  } catch (error) {
    return `is not signed by the key of ${origin} (${(error as Error).message})`;
  }
  if (isCurrent && row.size > ledger.size) return `covers more than the ${ledger.size} events of the ledger`;
  return undefined;
}
