import { inTenant, type TenantContext } from "../access/index.ts";
import { parseInput } from "../parse-input.ts";
import { runtime } from "../runtime.ts";
import { findLines, targetOfAlert } from "./alert-lines.sql.ts";
import type { AlertEntry } from "./alert-types.ts";
import { addEntries } from "./entries.ts";
import { type CommentInput, commentInput } from "./schemas.ts";

/** Adds a comment to an alert's timeline, for good. */
export async function commentAlert(context: TenantContext, input: CommentInput): Promise<AlertEntry> {
  const { id, text } = parseInput(commentInput, input);
  return inTenant(context, "alerts.triage", async (tx) => {
    const line = (await findLines(tx, [id]))[0]!;
    const now = runtime().clock.now();
    await tx.db.alert.updateMany({ where: { tenantId: tx.tenantId, id: line.id }, data: { updatedAt: now } });
    const [entry] = await addEntries(tx, context, now, [{ alertId: line.id, kind: "commented", detail: { text } }]);
    tx.record("alert.commented", { targets: [targetOfAlert(line)], metadata: { entry: entry!.id, text } });
    return entry!;
  });
}
