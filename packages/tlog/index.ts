/**
 * The ledger's formats, without dependencies and without input or output: the same code runs in the server, the command line
 * and the browser. Everything is synchronous except what reads tiles.
 *
 * - SHA-256 is built in; `useSha256` puts a faster one in its place after checking it.
 * - Ed25519 is verified by the built-in BigInt implementation (RFC 8032, strict); signing is injected as a `Signer`.
 * - Consistency from size 0 is accepted with an empty proof and the root of the empty tree only, see merkle.ts.
 *
 * @module
 */
export {
  type BundleProgress,
  bundleFiles,
  examineBundle,
  keyInBundle,
  runSteps,
  type UnpackedBundle,
  unpackBundle,
  verifyBundle,
} from "./bundle.ts";
export {
  BUNDLE_CHECKS,
  type BundleCheck,
  type BundleCheckId,
  type BundleFinding,
  type BundleManifest,
  type BundleReport,
} from "./bundle-report.ts";
export { bundleFacts, bundleProves, bundleProvesNot } from "./bundle-words.ts";
export {
  concatBytes,
  equalBytes,
  fromBase64,
  fromBase64Url,
  fromHex,
  toBase64,
  toBase64Url,
  toHex,
  utf8,
  utf8Text,
} from "./bytes.ts";
export { type Checkpoint, formatCheckpoint, openCheckpoint, parseCheckpoint, parseDecimal } from "./checkpoint.ts";
export { verifyEd25519 } from "./ed25519.ts";
export { type TlogCode, TlogError } from "./errors.ts";
export {
  type Actor,
  type Change,
  type Location,
  PARTS,
  type PartName,
  SALT_BYTES,
  SALTS_BYTES,
  type SealedEvent,
  type Source,
  type Target,
} from "./event.ts";
export {
  appendLeaves,
  checkFrontier,
  emptyFrontier,
  type Frontier,
  type FullTile,
  frontierRoot,
  TILE_BYTES,
  TILE_WIDTH,
} from "./frontier.ts";
export { canonicalize, JSON_DEPTH_MAX } from "./jcs.ts";
export {
  EMPTY_ROOT,
  HASH_BYTES,
  hashLeaf,
  hashNode,
  inclusionSteps,
  isCount,
  type PathStep,
  rootFromInclusion,
  rootFromRange,
  splitPoint,
  treeRoot,
  verifyConsistency,
  verifyInclusion,
} from "./merkle.ts";
export {
  formatVkey,
  isKeyName,
  NOTE_SIGNATURES_MAX,
  openNote,
  parseVkey,
  type Signer,
  signNote,
  type Vkey,
} from "./note.ts";
export { formatProof, parseProof, type TlogProof } from "./proof.ts";
export { type ApiRecord, type VerifiedRecord, verifyRecord } from "./record.ts";
export {
  joinEvent,
  leafBytes,
  partDigest,
  recordLeafHash,
  type SealedRecord,
  type SplitEvent,
  saltsOfRecord,
  splitEvent,
} from "./seal.ts";
export { canonicalizeEvent, type Seal, sealEvent } from "./seal-event.ts";
export { type Sha256, sha256, sha256Builtin, useSha256 } from "./sha256.ts";
export {
  consistencyProof,
  decodeEntryBundle,
  ENTRY_BYTES_MAX,
  encodeEntryBundle,
  inclusionProof,
  openProver,
  type Prover,
  parseTilePath,
  rootAt,
  type TileReader,
  tilePath,
} from "./tiles.ts";
export { readZip, ZIP_BYTES_MAX } from "./zip.ts";
