import { inTenant } from "../access/index.ts";
import { AppError } from "../errors.ts";
import { log } from "../log.ts";
import { runtime } from "../runtime.ts";
import { createExport } from "./create-export.ts";
import { rightsFor } from "./export-rules.ts";
import { contextOfMaker } from "./maker.ts";
import { nextDue, periodBefore } from "./periods.ts";
import type { ScheduleRow, StoredList } from "./schedules.ts";
import type { ExportFormat, Period } from "./schemas.ts";
import { upkeepOf } from "./upkeep.ts";

/**
 * Asks for the export of a schedule that is due, once a period however many workers there are and whenever one is killed: the row is locked until
 * the next time stands, and what was asked for already is found. What cannot be asked for stands at the schedule and in the trail.
 */
export async function runSchedule(tenantId: string, id: string): Promise<void> {
  await inTenant(upkeepOf(tenantId), "exports.manage", async (tx) => {
    const now = runtime().clock.now();
    const locked = await tx.run(
      `SELECT id FROM export_schedule WHERE tenant_id = $1::uuid AND id = $2::uuid AND paused_at IS NULL AND next_at <= $3::timestamptz
          FOR NO KEY UPDATE SKIP LOCKED`,
      [tenantId, id, now],
    );
    if (locked.length === 0) return;
    const key = { tenantId_id: { tenantId, id } };
    const schedule = await tx.db.exportSchedule.findUniqueOrThrow({ where: key });
    const fault = await askFor(schedule);
    const { timeZone } = schedule.request as unknown as StoredList;
    const table = { period: schedule.period as Period, hour: schedule.hour, timeZone };
    await tx.db.exportSchedule.update({ where: key, data: { nextAt: nextDue(table, schedule.nextAt), fault } });
    if (fault !== null)
      tx.record("export_schedule.failed", {
        outcome: "failure",
        targets: [{ type: "export_schedule", id, name: schedule.name }],
        description: fault,
      });
  });
}

/** Why it cannot be asked for; null when it is. An outage is thrown: it is tried again. */
async function askFor(schedule: ScheduleRow): Promise<string | null> {
  const { tenantId, id, ownerPersonId, recipients, nextAt } = schedule;
  const { q, order, reads, timeZone, columns } = schedule.request as unknown as StoredList;
  const maker = { type: "user", id: ownerPersonId };
  const context = await contextOfMaker(tenantId, maker, { requestId: id, via: "job" });
  const rights = rightsFor(schedule.format);
  if (!context || context.bar || !rights.every((right) => context.permissions.has(right)))
    return "Its owner may not export any more: pause or delete it, and set it up anew.";
  const { from, to } = periodBefore({ period: schedule.period as Period, hour: schedule.hour, timeZone }, nextAt);
  const asked = await inTenant(context, "exports.create", (tx) =>
    tx.run("SELECT id FROM export WHERE tenant_id = $1::uuid AND schedule_id = $2::uuid AND request->>'from' = $3", [
      tenantId,
      id,
      from.toISOString(),
    ]),
  );
  if (asked.length > 0) return null;
  try {
    const input = { format: schedule.format as ExportFormat, q, order, reads, timeZone, columns };
    await createExport(
      context,
      { ...input, from: from.toISOString(), to: to.toISOString() },
      { scheduleId: id, mailTo: recipients },
    );
    return null;
  } catch (error) {
    if (error instanceof AppError && ["invalid", "forbidden", "conflict"].includes(error.code)) return error.message;
    log.error({ err: error, tenant: tenantId, schedule: id }, "a scheduled export could not be asked for");
    throw error;
  }
}
