import type { SetSecretOverrideInput, UpdateSecretPolicyInput } from "#server/secrets/index.ts";
import type { FormAnswer } from "../ui/form-state.ts";

/** What the pages of secrets may ask the server to do; each is checked there again. */
export interface SecretActs {
  savePolicy(tenant: string, input: UpdateSecretPolicyInput): Promise<FormAnswer>;
  setOverride(tenant: string, input: SetSecretOverrideInput): Promise<FormAnswer>;
}
