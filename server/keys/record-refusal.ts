import { recordCollapsed, type TenantContext } from "../access/index.ts";

/**
 * Records that a key was refused: the first time at once, then one event a minute with a count. Resolves when it is stored, or counted;
 * what cannot be stored is logged and thrown.
 */
export async function recordRefusal(context: TenantContext, reason: string): Promise<void> {
  const { id, name } = context.caller;
  await recordCollapsed(context, "key.refused", reason, { targets: [{ type: "key", id, name }] });
  if (context.use) context.use.isRecorded = true;
}
