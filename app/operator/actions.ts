"use server";
import { z } from "zod";
import {
  type InviteOwnerInput,
  inviteOwner,
  inviteOwnerInput,
  type OpenTenantInput,
  openTenant,
  openTenantInput,
  resumeTenant,
  setTenantLimits,
  suspendTenant,
} from "#server/operators/index.ts";
import {
  addressInput,
  createPasswordReset,
  findPerson,
  personInput,
  removeSecondFactorOf,
} from "#server/people/index.ts";
import { type TenantLimits, tenantLimits } from "#server/tenants/index.ts";
import { operatorAction } from "../_entry/operator.ts";

const id = z.string().max(50);
const open = operatorAction("operator.open-tenant", openTenantInput, openTenant);
const invite = operatorAction("operator.invite-owner", inviteOwnerInput, inviteOwner);
const suspend = operatorAction("operator.suspend-tenant", z.object({ id, reason: z.string() }), suspendTenant);
const resume = operatorAction("operator.resume-tenant", z.object({ id }), resumeTenant);
const limit = operatorAction("operator.set-limits", z.object({ id, limits: tenantLimits }), setTenantLimits);

const find = operatorAction("operator.find-person", addressInput, findPerson);
const reset = operatorAction("operator.make-reset-link", personInput, createPasswordReset);
const remove = operatorAction("operator.remove-second-factor", personInput, removeSecondFactorOf);

export async function findOne(input: { email: string }) {
  return find(input);
}

export async function makeResetLink(input: { personId: string }) {
  return reset(input);
}

export async function removeFactor(input: { personId: string }) {
  return remove(input);
}

export async function openNewTenant(input: OpenTenantInput) {
  return open(input);
}

export async function inviteNewOwner(input: InviteOwnerInput) {
  return invite(input);
}

export async function suspendOne(input: { id: string; reason: string }) {
  return suspend(input);
}

export async function resumeOne(input: { id: string }) {
  return resume(input);
}

export async function setLimits(input: { id: string; limits: TenantLimits }) {
  return limit(input);
}
