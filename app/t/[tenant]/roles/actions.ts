"use server";
import { z } from "zod";
import {
  createRole,
  deleteRole,
  type RoleInput,
  type RoleUpdate,
  roleInput,
  roleUpdate,
  updateRole,
} from "#server/roles/index.ts";
import { action } from "../../../_entry/action.ts";

const create = action("role.create", roleInput, createRole);
const update = action("role.update", roleUpdate, updateRole);
const remove = action("role.delete", z.strictObject({ role: z.string().max(100) }), deleteRole);

export async function makeRole(tenant: string, input: RoleInput) {
  return create(tenant, input);
}

export async function saveRole(tenant: string, input: RoleUpdate) {
  return update(tenant, input);
}

export async function removeRole(tenant: string, input: { role: string }) {
  return remove(tenant, input);
}
