import { systemValue } from "../access/index.ts";
import { AppError } from "../errors.ts";
import type { TenantLimits } from "../tenants/index.ts";
import { type OperatorContext, operatorOf } from "./operator.ts";

export interface TenantNumbers {
  id: string;
  slug: string;
  name: string;
  timeZone: string;
  createdAt: string;
  suspendedAt: string | null;
  limits: TenantLimits;
  /** Size of its ledger. */
  events: number;
  lastEventAt: string | null;
  members: number;
  owners: number;
}

/** Every tenant with its numbers, by name; nothing of its events. */
export async function listTenants(operator: OperatorContext): Promise<TenantNumbers[]> {
  operatorOf(operator.session, operator.origin);
  return systemValue<TenantNumbers[]>("tenants_list()");
}

/** One of them; AppError `not_found` without it. */
export async function findTenant(operator: OperatorContext, id: string): Promise<TenantNumbers> {
  const tenant = (await listTenants(operator)).find((one) => one.id === id);
  if (!tenant) throw new AppError("not_found", "There is no such tenant.");
  return tenant;
}
