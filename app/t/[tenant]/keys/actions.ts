"use server";
import type { z } from "zod";
import {
  type CreateKeyInput,
  createKey,
  createKeyInput,
  cutSecret,
  cutSecretInput,
  type KeyPolicy,
  keyInput,
  keyPolicyInput,
  type RotateKeyInput,
  resumeKey,
  revokeKey,
  revokeKeyInput,
  rotateKey,
  rotateKeyInput,
  type UpdateKeyInput,
  updateKey,
  updateKeyInput,
  updateKeyPolicy,
} from "#server/keys/index.ts";
import { action } from "../../../_entry/action.ts";

const issueAction = action("key.create", createKeyInput, createKey);
const saveAction = action("key.update", updateKeyInput, updateKey);
const rotateAction = action("key.rotate", rotateKeyInput, rotateKey);
const cutAction = action("key.cut", cutSecretInput, cutSecret);
const revokeAction = action("key.revoke", revokeKeyInput, revokeKey);
const resumeAction = action("key.resume", keyInput, resumeKey);
const policyAction = action("key.policy", keyPolicyInput, updateKeyPolicy);

export async function issueKey(tenant: string, input: CreateKeyInput) {
  return issueAction(tenant, input);
}

export async function saveKey(tenant: string, input: UpdateKeyInput) {
  return saveAction(tenant, input);
}

export async function rotate(tenant: string, input: RotateKeyInput) {
  return rotateAction(tenant, input);
}

export async function cut(tenant: string, input: z.input<typeof cutSecretInput>) {
  return cutAction(tenant, input);
}

export async function revoke(tenant: string, input: z.input<typeof revokeKeyInput>) {
  return revokeAction(tenant, input);
}

export async function resume(tenant: string, input: { id: string }) {
  return resumeAction(tenant, input);
}

export async function savePolicy(tenant: string, input: KeyPolicy) {
  return policyAction(tenant, input);
}
