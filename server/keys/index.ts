export { admitRequest, returnRows, takeRows, withinRows } from "./allowance.ts";
export { countAppends, flushAppendCounts } from "./append-counts.ts";
export { type AuthenticatedKey, authenticateKey } from "./authenticate-key.ts";
export { createKey, type IssuedKey } from "./create-key.ts";
export { createPlatformKey } from "./create-platform-key.ts";
export { cutSecret } from "./cut-secret.ts";
export { type FoundKey, findKey } from "./find-key.ts";
export { getKey, type KeyDetail, type KeyHour, type RetiredSecret, type SeenAddress, USAGE_DAYS } from "./get-key.ts";
export { getKeyPolicy, updateKeyPolicy } from "./key-policy.ts";
export type { KeySignal } from "./key-signals.ts";
export { type ListedKey, listKeys, readKeys } from "./list-keys.ts";
export { KEY_STATES, type Key, type KeyState, type TenantKeyKind } from "./read-key.ts";
export { recordRefusal } from "./record-refusal.ts";
export { recordUse, type UseOutcome } from "./record-use.ts";
export { resumeKey } from "./resume-key.ts";
export { revokeKey, revokeKeyIn } from "./revoke-key.ts";
export { type RotatedKey, rotateKey } from "./rotate-key.ts";
export {
  type CreateKeyInput,
  createKeyInput,
  cutSecretInput,
  GRACE_HOURS_MAX,
  type KeyPolicy,
  keyInput,
  keyPolicyInput,
  REQUESTS_PER_MINUTE_DEFAULT,
  type RotateKeyInput,
  revokeKeyInput,
  rotateKeyInput,
  type UpdateKeyInput,
  updateKeyInput,
} from "./schemas.ts";
export { sweepKeys } from "./sweep-keys.ts";
export { readToken } from "./token.ts";
export { updateKey } from "./update-key.ts";
