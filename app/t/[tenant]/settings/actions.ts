"use server";
import type { z } from "zod";
import { tenantSecurity, tenantUpdate, updateTenant, updateTenantSecurity } from "#server/tenants/index.ts";
import { action } from "../../../_entry/action.ts";
import { currentSession } from "../../../_entry/viewer.ts";

const save = action("tenant.update", tenantUpdate, updateTenant);
const saveSecurity = action("tenant.security", tenantSecurity, async (context, input) =>
  updateTenantSecurity(context, input, (await currentSession())?.secondFactor ?? false),
);

export async function saveSettings(tenant: string, input: z.input<typeof tenantUpdate>) {
  return save(tenant, input);
}

export async function saveSignInPolicy(tenant: string, input: z.input<typeof tenantSecurity>) {
  return saveSecurity(tenant, input);
}
