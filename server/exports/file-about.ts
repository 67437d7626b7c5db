import { inTenant } from "../access/index.ts";
import { readHead } from "../ledger/index.ts";
import { requestOf } from "./export-rows.ts";
import type { FileAbout } from "./formats/format.ts";
import type { Job } from "./job.ts";

/** What the file says of itself: of the moment at which it was asked for, so that each attempt says the same. */
export async function aboutOf({ row, context }: Job): Promise<FileAbout> {
  const { q, from, to, order, reads, timeZone, columns } = requestOf(row);
  const { tenant, origin } = await inTenant(context, "exports.create", async (tx) => ({
    tenant: await tx.db.tenant.findUniqueOrThrow({ where: { id: tx.tenantId }, select: { slug: true, name: true } }),
    origin: (await readHead(tx.run, tx.tenantId)).origin,
  }));
  return {
    tenant,
    ledger: origin,
    query: q,
    from: from?.toISOString() ?? null,
    to: to?.toISOString() ?? null,
    order,
    hidesReads: reads === "hide",
    timeZone,
    columns,
    masks: context.view.masks,
    ledgerSize: Number(row.ledgerSize),
    exportedAt: row.createdAt.toISOString(),
    exportedBy: row.makerName,
  };
}
