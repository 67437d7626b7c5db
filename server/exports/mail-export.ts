import { inTenant } from "../access/index.ts";
import { log } from "../log.ts";
import { exportReadyMail, isMailConfigured, sendMail } from "../mail/index.ts";
import { runtime } from "../runtime.ts";
import { requestOf, targetOfExport } from "./export-rows.ts";
import { upkeepOf } from "./upkeep.ts";

const MINUTE_MS = 60_000;
/** After how long each further attempt follows. */
const AGAIN_MS = [1, 5, 30, 120, 720].map((minutes) => minutes * MINUTE_MS);

/**
 * Mails the link to a finished scheduled export to those of its recipients who are members by now. The link leads to the Exports page, which asks
 * who they are. An attempt that fails is repeated over half a day, then given up, which stands at the export and in the trail.
 */
export async function mailExport(tenantId: string, id: string): Promise<void> {
  const now = runtime().clock.now();
  const claimed = await inTenant(upkeepOf(tenantId), "exports.manage", async (tx) => {
    // Nobody else tries while this attempt is on its way.
    const taken = await tx.run(
      `UPDATE export SET mail_attempts = mail_attempts + 1, mail_next_at = $3::timestamptz
        WHERE tenant_id = $1::uuid AND id = $2::uuid AND mail_state = 'waiting' AND mail_next_at <= $4::timestamptz RETURNING id`,
      [tenantId, id, new Date(now.getTime() + MINUTE_MS), now],
    );
    if (taken.length === 0) return undefined;
    const key = { tenantId_id: { tenantId, id } };
    const row = await tx.db.export.findUniqueOrThrow({ where: key });
    const tenant = await tx.db.tenant.findUniqueOrThrow({ where: { id: tenantId } });
    const schedule = row.scheduleId
      ? await tx.db.exportSchedule.findUnique({ where: { tenantId_id: { tenantId, id: row.scheduleId } } })
      : null;
    const people = await tx.db.person.findMany({ select: { email: true } });
    const members = new Set(people.map(({ email }) => email.toLowerCase()));
    return { row, tenant, schedule, to: row.mailTo.filter((address) => members.has(address.toLowerCase())) };
  });
  if (!claimed) return;
  const { row, tenant, schedule, to } = claimed;
  const { from, to: end } = requestOf(row);
  const mail = exportReadyMail({
    tenant: tenant.name,
    name: schedule?.name ?? row.fileName,
    rows: Number(row.rowsDone),
    from: from ?? null,
    to: end ?? null,
    expiresAt: row.expiresAt!,
    link: `${runtime().env.url}/t/${tenant.slug}/exports?export=${row.id}`,
    timeZone: tenant.timeZone,
  });
  const failed: string[] = [];
  if (!isMailConfigured()) failed.push(...to);
  else
    for (const address of to)
      await sendMail({ to: address, ...mail }).catch((error) => {
        log.warn({ err: error, tenant: tenantId, export: id }, "the link to an export was not mailed");
        failed.push(address);
      });
  const nextMs = AGAIN_MS[row.mailAttempts - 1];
  const isOver = failed.length === 0 || nextMs === undefined || !isMailConfigured();
  await inTenant(upkeepOf(tenantId), "exports.manage", async (tx) => {
    await tx.db.export.update({
      where: { tenantId_id: { tenantId, id } },
      data: isOver
        ? {
            mailState: failed.length === 0 ? "mailed" : "failed",
            mailNextAt: null,
            ...(failed.length === 0 ? {} : { mailTo: failed }),
          }
        : { mailTo: failed, mailNextAt: new Date(now.getTime() + nextMs) },
    });
    if (!isOver) return;
    tx.record(failed.length === 0 ? "export.mailed" : "export.mail_failed", {
      outcome: failed.length === 0 ? "success" : "failure",
      targets: [targetOfExport(row)],
      metadata: { recipients: failed.length === 0 ? to : failed, attempts: row.mailAttempts },
    });
  });
}
