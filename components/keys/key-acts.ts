import type { CreateKeyInput, IssuedKey, Key, RotatedKey, RotateKeyInput, UpdateKeyInput } from "#server/keys/index.ts";
import type { FormAnswer } from "../ui/form-state.ts";

/** What the pages of keys may ask the server to do; each is checked there again. */
export interface KeyActs {
  issueKey(tenant: string, input: CreateKeyInput): Promise<FormAnswer<IssuedKey>>;
  saveKey(tenant: string, input: UpdateKeyInput): Promise<FormAnswer<Key>>;
  rotate(tenant: string, input: RotateKeyInput): Promise<FormAnswer<RotatedKey>>;
  cut(tenant: string, input: { id: string; reason?: string }): Promise<FormAnswer<void>>;
  revoke(tenant: string, input: { id: string; reason: string }): Promise<FormAnswer<void>>;
  resume(tenant: string, input: { id: string }): Promise<FormAnswer<void>>;
}
