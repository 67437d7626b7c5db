import {
  demandWholeView,
  inTenant,
  type Permission,
  type TenantContext,
  type TenantTransaction,
} from "../access/index.ts";

/** The door for what tells of secrets: it is reckoned from all events, so that it is for callers whose view hides nothing. */
export async function inSecrets<T>(
  context: TenantContext,
  permission: Permission,
  work: (tx: TenantTransaction) => Promise<T>,
): Promise<T> {
  return inTenant(context, permission, (tx) => {
    demandWholeView(context, "Secrets tell");
    return work(tx);
  });
}
