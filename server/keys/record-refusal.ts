import { recordCollapsed, type TenantContext } from "../access/index.ts";

/** Records that a key was refused: the first time at once, then one event a minute with a count. */
export function recordRefusal(context: TenantContext, reason: string): void {
  recordCollapsed(context, "key.refused", reason, { targets: [{ type: "key", id: context.caller.id }] });
}
