"use server";
import { z } from "zod";
import {
  type SetSecretOverrideInput,
  setSecretOverride,
  type UpdateSecretPolicyInput,
  updateSecretPolicy,
} from "#server/secrets/index.ts";
import { action } from "../../../_entry/action.ts";

// The verbs read their input themselves.
const policyAction = action("secret_policy.update", z.custom<UpdateSecretPolicyInput>(), updateSecretPolicy);
const overrideAction = action("secret_period.change", z.custom<SetSecretOverrideInput>(), setSecretOverride);

export async function savePolicy(tenant: string, input: UpdateSecretPolicyInput) {
  return policyAction(tenant, input);
}

export async function setOverride(tenant: string, input: SetSecretOverrideInput) {
  return overrideAction(tenant, input);
}
