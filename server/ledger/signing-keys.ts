import { createPrivateKey, createPublicKey, hkdfSync, randomBytes, sign } from "node:crypto";
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from "node:fs";
import { formatVkey, type Signer as NoteSigner } from "#tlog";

const PKCS8_ED25519_PREFIX = Buffer.from("302e020100300506032b657004220420", "hex");
const SPKI_ED25519_PREFIX_BYTES = 12;

/** Where the ledgers' signing keys come from; a KMS can stand behind it. */
export interface SigningKeys {
  /** The signer of the ledger with this origin; the key's name is the origin (C2SP tlog-policy). */
  signerOf(origin: string): NoteSigner;
  /** The note verifier key of that ledger. */
  vkeyOf(origin: string): string;
}

/**
 * Keys derived from one 32-byte master key: the Ed25519 seed of a ledger is HKDF-SHA256(master, salt `sealtrail/ledger/v1`,
 * info = origin), 32 bytes (RFC 5869, RFC 8032).
 */
export function deriveSigningKeys(masterKey: Uint8Array): SigningKeys {
  if (masterKey.length !== 32) throw new Error("the master key is not 32 bytes");
  const signers = new Map<string, NoteSigner>();
  const signerOf = (origin: string) => {
    const known = signers.get(origin);
    if (known) return known;
    const seed = Buffer.from(hkdfSync("sha256", masterKey, "sealtrail/ledger/v1", origin, 32));
    const key = createPrivateKey({ key: Buffer.concat([PKCS8_ED25519_PREFIX, seed]), format: "der", type: "pkcs8" });
    const spki = createPublicKey(key).export({ format: "der", type: "spki" });
    const signer: NoteSigner = {
      name: origin,
      publicKey: new Uint8Array(spki.subarray(SPKI_ED25519_PREFIX_BYTES)),
      sign: (message) => new Uint8Array(sign(null, message, key)),
    };
    signers.set(origin, signer);
    return signer;
  };
  return { signerOf, vkeyOf: (origin) => formatVkey(origin, signerOf(origin).publicKey) };
}

/** A key for one use inside the server (HMACs of ids), derived from the same master key: 32 bytes. */
export function deriveMacKey(masterKey: Uint8Array, use: string): Uint8Array {
  return new Uint8Array(hkdfSync("sha256", masterKey, "sealtrail/mac/v1", use, 32));
}

/**
 * The master key in a file (32 bytes, base64). It is made only when `mayMake`, that is on an empty database: making another one for a
 * ledger with checkpoints would be a new log under an old name. Throws an Error whose message says what to do.
 */
export function loadMasterKey(file: string, mayMake: boolean): Uint8Array {
  if (!existsSync(file)) {
    if (!mayMake) {
      throw new Error(
        `SEALTRAIL_MASTER_KEY_FILE: ${file} is missing, but the database holds signed checkpoints; restore the file from its backup, a new key cannot continue these ledgers`,
      );
    }
    const handle = openSync(file, "wx", 0o600);
    try {
      writeSync(handle, `${randomBytes(32).toString("base64")}\n`);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  }
  const key = Buffer.from(readFileSync(file, "utf8").trim(), "base64");
  if (key.length !== 32)
    throw new Error(
      `SEALTRAIL_MASTER_KEY_FILE: ${file} does not hold 32 bytes in base64; make one with: openssl rand -base64 32`,
    );
  return new Uint8Array(key);
}
