export {
  APPEND_IN_TRANSACTION_SQL,
  type AppendOutcome,
  type AppendRequest,
  appendParameters,
  DEAD_KEY,
  type KeyUseNote,
  keyUseParameters,
  NOTE_KEY_USES_SQL,
  type Receipt,
} from "./append.sql.ts";
export { deriveColumns, type EventColumns } from "./columns.ts";
export { type Committer, openCommitter } from "./committer.ts";
export { directoryHighWater, type HighWaterStore } from "./high-water.ts";
export { type AppendItem, type LedgerDraft, type SealedItem, sealDraft } from "./seal-draft.ts";
export { ForkError, inLedgerTransaction, openSigner, type Signer } from "./signer.ts";
export { deriveMacKey, deriveSigningKeys, loadMasterKey, type SigningKeys } from "./signing-keys.ts";
export {
  type LedgerHead,
  latestCheckpoint,
  type RunSql,
  readHead,
  type StoredCheckpoint,
  tileReader,
} from "./tiles.sql.ts";
