import { concatBytes, equalBytes, fromBase64, toBase64, toHex, utf8 } from "./bytes.ts";
import { verifyEd25519 } from "./ed25519.ts";
import { TlogError } from "./errors.ts";
import { sha256 } from "./sha256.ts";

// C2SP signed-note with Ed25519 keys (signature type 0x01). Signatures are checked with the built-in BigInt verifier of ed25519.ts.

/** Signs notes: an Ed25519 key under a name. `sign` gives the 64 bytes of RFC 8032 over the message. */
export interface Signer {
  readonly name: string;
  readonly publicKey: Uint8Array;
  sign(message: Uint8Array): Uint8Array;
}

/** A verifier key: `keyId` is 4 bytes, `publicKey` 32. */
export interface Vkey {
  name: string;
  keyId: Uint8Array;
  publicKey: Uint8Array;
}

/** Most signature lines that a note may have. */
export const NOTE_SIGNATURES_MAX = 100;

const ED25519_TYPE = 1;
const DASH = "\u2014 ";
/** Space around a verifier key, which says nothing. */
export const EDGE_SPACE = /^[\p{White_Space}\x1c-\x1f]+|[\p{White_Space}\x1c-\x1f]+$/gu;
const NOT_IN_NAME = /[\p{White_Space}\x1c-\x1f+]/u;
const CONTROL = /[\x00-\x09\x0b-\x1f]/;

/** Whether a text can be a key name or an origin: not empty, no Unicode space, no `+`, valid Unicode. */
export function isKeyName(name: string): boolean {
  return name !== "" && !NOT_IN_NAME.test(name) && name.isWellFormed();
}

function keyIdOf(name: string, typedKey: Uint8Array): Uint8Array {
  return sha256(concatBytes(utf8(`${name}\n`), typedKey)).slice(0, 4);
}

/**
 * Reads a note verifier key `<name>+<8 hex digits>+<base64 of type and key>`; white space around it is ignored.
 * Throws `key_form`, `key_name`, `key_type` (not Ed25519), or `key_id` when the id does not follow from name and key.
 */
export function parseVkey(vkey: string): Vkey {
  const text = vkey.replace(EDGE_SPACE, "");
  const first = text.indexOf("+");
  const second = text.indexOf("+", first + 1);
  if (first < 0 || second < 0)
    throw new TlogError("key_form", "a verifier key is <name>+<id>+<key>, with two plus signs");
  const name = text.slice(0, first);
  if (!isKeyName(name)) throw new TlogError("key_name", "the name of a verifier key is not empty and has no space");
  const typedKey = keyBytes(text.slice(second + 1));
  if (typedKey[0] !== ED25519_TYPE)
    throw new TlogError("key_type", `verifier key type ${typedKey[0]} is not Ed25519 (1)`);
  const keyId = keyIdOf(name, typedKey);
  if (toHex(keyId) !== text.slice(first + 1, second)) {
    throw new TlogError("key_id", `the id of the verifier key for ${name} does not follow from its name and key`);
  }
  return { name, keyId, publicKey: typedKey.slice(1) };
}

function keyBytes(text: string): Uint8Array {
  try {
    return fromBase64(text, 33);
  } catch (cause) {
    throw new TlogError("key_form", "a verifier key ends in the canonical base64 of 33 bytes", { cause });
  }
}

/** The verifier key text of an Ed25519 public key of 32 bytes. Throws `key_name` or `key_form`. */
export function formatVkey(name: string, publicKey: Uint8Array): string {
  if (!isKeyName(name)) throw new TlogError("key_name", "a key name is not empty and has neither space nor plus sign");
  if (publicKey.length !== 32)
    throw new TlogError("key_form", `an Ed25519 public key has 32 bytes, not ${publicKey.length}`);
  const typedKey = concatBytes(Uint8Array.of(ED25519_TYPE), publicKey);
  return `${name}+${toHex(keyIdOf(name, typedKey))}+${toBase64(typedKey)}`;
}

function requireCharacters(text: string): void {
  if (CONTROL.test(text))
    throw new TlogError("note_characters", "a note has no control characters but newlines (no CR, no tab)");
  if (!text.isWellFormed()) throw new TlogError("note_characters", "a note is valid Unicode text");
}

/**
 * Signs a text, which must end in a newline, into a note with one signature line for each signer, in order.
 * Throws `note_form`, `note_characters`, `key_name`, `note_signature_count`, or `note_signing` when a signer's own signature does not verify.
 */
export function signNote(text: string, signers: readonly Signer[]): string {
  requireCharacters(text);
  if (!text.endsWith("\n")) throw new TlogError("note_form", "the text of a note ends in a newline");
  if (signers.length < 1 || signers.length > NOTE_SIGNATURES_MAX) {
    throw new TlogError("note_signature_count", `a note has 1 to 100 signatures, not ${signers.length}`);
  }
  const message = utf8(text);
  const lines = signers.map((signer) => {
    const { keyId } = parseVkey(formatVkey(signer.name, signer.publicKey));
    const signature = signer.sign(message);
    if (!verifyEd25519(signer.publicKey, message, signature)) {
      throw new TlogError(
        "note_signing",
        `the signer ${signer.name} gave a signature that its public key does not verify`,
      );
    }
    return `${DASH}${signer.name} ${toBase64(concatBytes(keyId, signature))}\n`;
  });
  return `${text}\n${lines.join("")}`;
}

interface SignatureLine {
  name: string;
  keyId: Uint8Array;
  signature: Uint8Array;
}

function parseSignatureLine(line: string, number: number): SignatureLine {
  const fault = (cause?: unknown): TlogError =>
    new TlogError("note_signature_form", `signature line ${number} is not "\u2014 <name> <base64>"`, { cause });
  const space = line.indexOf(" ", DASH.length);
  const name = line.slice(DASH.length, space);
  if (!line.startsWith(DASH) || space < 0 || !isKeyName(name)) throw fault();
  let blob: Uint8Array;
  try {
    blob = fromBase64(line.slice(space + 1));
  } catch (cause) {
    throw fault(cause);
  }
  if (blob.length < 5) throw fault();
  return { name, keyId: blob.slice(0, 4), signature: blob.slice(4) };
}

function splitNote(note: string): { text: string; lines: SignatureLine[] } {
  requireCharacters(note);
  const at = note.lastIndexOf("\n\n");
  const signatures = note.slice(at + 2);
  if (at < 0 || !signatures.endsWith("\n")) {
    throw new TlogError(
      "note_form",
      "a signed note is a text, an empty line and signature lines that each end in a newline",
    );
  }
  const lines = signatures.slice(0, -1).split("\n");
  if (lines.length > NOTE_SIGNATURES_MAX) {
    throw new TlogError(
      "note_signature_count",
      `the note has ${lines.length} signatures, more than ${NOTE_SIGNATURES_MAX}`,
    );
  }
  return { text: note.slice(0, at + 1), lines: lines.map((line, i) => parseSignatureLine(line, i + 1)) };
}

/**
 * Text of a signed note and which of the given keys have signed it. Signatures of unknown keys are ignored, but must be well
 * formed; one of a known key that fails refuses the whole note. At most 100 signatures.
 * Throws `note_characters`, `note_form`, `note_signature_count`, `note_signature_form`, `note_signature_invalid`, `note_unsigned`,
 * and what `parseVkey` throws.
 */
export function openNote(
  note: string,
  vkeys: readonly string[],
): { text: string; signatures: { name: string; keyId: Uint8Array }[] } {
  const known = vkeys.map(parseVkey);
  const { text, lines } = splitNote(note);
  const message = utf8(text);
  const verified = new Map<string, { name: string; keyId: Uint8Array }>();
  for (const { name, keyId, signature } of lines) {
    const keys = known.filter((key) => key.name === name && equalBytes(key.keyId, keyId));
    if (keys.length === 0) continue;
    if (!keys.some((key) => verifyEd25519(key.publicKey, message, signature))) {
      throw new TlogError("note_signature_invalid", `the signature of the known key ${name} does not fit the note`);
    }
    verified.set(`${name} ${toHex(keyId)}`, { name, keyId });
  }
  if (verified.size === 0) throw new TlogError("note_unsigned", "none of the given keys has signed the note");
  return { text, signatures: [...verified.values()] };
}
