import {
  changesBetween,
  demandPermission,
  inTenant,
  type TenantContext,
  type TenantTransaction,
} from "../access/index.ts";
import { AppError } from "../errors.ts";
import { isUuid, uuidv7 } from "../ids.ts";
import { isMailConfigured } from "../mail/index.ts";
import { parseInput } from "../parse-input.ts";
import { runtime } from "../runtime.ts";
import { readExportColumns } from "./columns.ts";
import { rightsFor } from "./export-rules.ts";
import { nextDue } from "./periods.ts";
import { queryOf } from "./preview-export.ts";
import {
  type ExportFormat,
  type Period,
  type ScheduleInput,
  type ScheduleUpdate,
  scheduleInput,
  scheduleUpdate,
} from "./schemas.ts";

/** A standing order for exports, as its reader sees it; times are RFC 3339. */
export interface ExportSchedule {
  id: string;
  name: string;
  period: Period;
  /** 0 to 23, of the day in `timeZone`. */
  hour: number;
  format: ExportFormat;
  query: string;
  order: "newest" | "oldest";
  reads: "show" | "hide";
  timeZone: string;
  columns: string[];
  /** Addresses of members who get the link; empty: the exports are kept. */
  recipients: string[];
  owner: { id: string; name: string | null };
  isOwn: boolean;
  isPaused: boolean;
  nextAt: string;
  /** Why the last one could not be begun. */
  fault: string | null;
  createdAt: string;
  updatedAt: string;
}

export type ScheduleRow = NonNullable<Awaited<ReturnType<TenantTransaction["db"]["exportSchedule"]["findUnique"]>>>;
export interface StoredList {
  q: string;
  order: "newest" | "oldest";
  reads: "show" | "hide";
  timeZone: string;
  columns: string[];
}

export const SCHEDULES_OF_ONE_MAX = 50;

function demandPerson({ caller }: TenantContext) {
  if (caller.type !== "user")
    throw new AppError("forbidden", "Scheduled exports are people's: a key has none.", { reason: "no person" });
  return caller;
}

async function schedulesOf(
  tx: TenantTransaction,
  context: TenantContext,
  rows: readonly ScheduleRow[],
): Promise<ExportSchedule[]> {
  const ids = [...new Set(rows.map((row) => row.ownerPersonId))];
  // Row-level security shows people who are members.
  const people = await tx.db.person.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } });
  const names = new Map(people.map(({ id, name }) => [id, name]));
  return rows.map((row) => {
    const { q, order, reads, timeZone, columns } = row.request as unknown as StoredList;
    return {
      id: row.id,
      name: row.name,
      period: row.period as Period,
      hour: row.hour,
      format: row.format as ExportFormat,
      query: q,
      order,
      reads,
      timeZone,
      columns,
      recipients: row.recipients,
      owner: { id: row.ownerPersonId, name: names.get(row.ownerPersonId) ?? null },
      isOwn: row.ownerPersonId === context.caller.id,
      isPaused: row.pausedAt !== null,
      nextAt: row.nextAt.toISOString(),
      fault: row.fault,
      createdAt: row.createdAt.toISOString(),
      updatedAt: row.updatedAt.toISOString(),
    };
  });
}

/** The caller's schedules, or everybody's for those who manage exports, by name. */
export async function listSchedules(context: TenantContext): Promise<ExportSchedule[]> {
  return inTenant(context, "exports.create", async (tx) => {
    const person = demandPerson(context);
    const isAll = context.permissions.has("exports.manage");
    const rows = await tx.db.exportSchedule.findMany({
      where: { tenantId: tx.tenantId, ...(isAll ? {} : { ownerPersonId: person.id }) },
      orderBy: [{ name: "asc" }, { id: "asc" }],
    });
    tx.recordRead("exports.listed", { metadata: { of: "schedules", schedules: rows.length } });
    return schedulesOf(tx, context, rows);
  });
}

const fieldsOf = ({ name, period, hour, format, request, recipients, pausedAt }: ScheduleRow) => ({
  name,
  period,
  hour,
  format,
  ...(request as unknown as StoredList),
  recipients,
  paused: pausedAt !== null,
});
const targetOf = ({ id, name }: ScheduleRow) => ({ type: "export_schedule", id, name });

/** AppError `invalid` for an address that is no member's, and where this server sends no mail. */
async function demandRecipients(tx: TenantTransaction, recipients: readonly string[]): Promise<void> {
  if (recipients.length === 0) return;
  const fault = (message: string) =>
    new AppError("invalid", `The link cannot be mailed: ${message}.`, { fields: [{ path: "recipients", message }] });
  if (!isMailConfigured()) throw fault("this server sends no mail (SMTP_URL is not set), so keep the exports instead");
  const members = await tx.db.person.findMany({ select: { email: true } });
  const known = new Set(members.map(({ email }) => email.toLowerCase()));
  const stranger = recipients.find((address) => !known.has(address.toLowerCase()));
  if (stranger !== undefined) throw fault(`${stranger} is no member of this tenant`);
}

/** Orders exports from the next period on. Made with the caller's rights of the time at which each is made. */
export async function createSchedule(context: TenantContext, input: ScheduleInput): Promise<ExportSchedule> {
  const { q, order, reads, timeZone, columns, ...rest } = parseInput(scheduleInput, input);
  for (const right of rightsFor(rest.format)) await demandPermission(context, right);
  const now = runtime().clock.now();
  queryOf({ q, timeZone }, now);
  const request = { q, order, reads, timeZone, columns: readExportColumns(columns) };
  return inTenant(context, "exports.create", async (tx) => {
    const person = demandPerson(context);
    await demandRecipients(tx, rest.recipients);
    const own = await tx.db.exportSchedule.count({ where: { tenantId: tx.tenantId, ownerPersonId: person.id } });
    if (own >= SCHEDULES_OF_ONE_MAX)
      throw new AppError("conflict", `You have ${own} scheduled exports, as many as one may have: delete one.`);
    const row = await tx.db.exportSchedule.create({
      data: {
        tenantId: tx.tenantId,
        id: uuidv7(now.getTime()),
        ...rest,
        ownerPersonId: person.id,
        request,
        nextAt: nextDue({ ...rest, timeZone }, now),
        createdAt: now,
        updatedAt: now,
      },
    });
    tx.record("export_schedule.created", { targets: [targetOf(row)], changes: changesBetween({}, fieldsOf(row)) });
    return (await schedulesOf(tx, context, [row]))[0]!;
  });
}

const notThere = () => new AppError("not_found", "There is no such scheduled export.");

/** The schedule, locked; one's own, or anybody's for those who manage exports. Primary key; NO KEY UPDATE. */
async function lockSchedule(tx: TenantTransaction, context: TenantContext, id: string): Promise<ScheduleRow> {
  if (!isUuid(id)) throw notThere();
  await tx.run("SELECT FROM export_schedule WHERE tenant_id = $1::uuid AND id = $2::uuid FOR NO KEY UPDATE", [
    tx.tenantId,
    id,
  ]);
  const row = await tx.db.exportSchedule.findUnique({ where: { tenantId_id: { tenantId: tx.tenantId, id } } });
  if (!row || !(row.ownerPersonId === context.caller.id || context.permissions.has("exports.manage"))) throw notThere();
  return row;
}

/**
 * Changes a schedule, pauses it or lets it go on; what is absent stays. Whoever changes what is exported must be its owner, since it is made
 * with the owner's rights: others may pause it and say who gets it.
 */
export async function updateSchedule(context: TenantContext, input: ScheduleUpdate): Promise<ExportSchedule> {
  const { id, isPaused, name, period, hour, format, recipients, ...list } = parseInput(scheduleUpdate, input);
  const now = runtime().clock.now();
  return inTenant(context, "exports.create", async (tx) => {
    demandPerson(context);
    const before = await lockSchedule(tx, context, id);
    const isOwn = before.ownerPersonId === context.caller.id;
    const what = { name, period, hour, format, recipients, ...list };
    if (!isOwn && Object.values(what).some((value) => value !== undefined))
      throw new AppError(
        "forbidden",
        "It is made with its owner's rights: you can pause or delete it, not change it.",
        {
          reason: "not the owner",
        },
      );
    if (recipients) await demandRecipients(tx, recipients);
    const given = Object.fromEntries(Object.entries(list).filter(([, value]) => value !== undefined));
    const request = { ...(before.request as unknown as StoredList), ...given } as StoredList;
    queryOf(request, now);
    request.columns = readExportColumns(request.columns);
    const table = {
      period: (period ?? before.period) as Period,
      hour: hour ?? before.hour,
      timeZone: request.timeZone,
    };
    const goesOn = isPaused === false && before.pausedAt !== null;
    const isMoved = goesOn || period !== undefined || hour !== undefined || list.timeZone !== undefined;
    const after = await tx.db.exportSchedule.update({
      where: { tenantId_id: { tenantId: tx.tenantId, id: before.id } },
      data: {
        ...(name === undefined ? {} : { name }),
        ...(format === undefined ? {} : { format }),
        ...(recipients === undefined ? {} : { recipients }),
        period: table.period,
        hour: table.hour,
        request: request as never,
        ...(isPaused === undefined ? {} : { pausedAt: isPaused ? (before.pausedAt ?? now) : null }),
        ...(isMoved ? { nextAt: nextDue(table, now) } : {}),
        fault: null,
        updatedAt: now,
      },
    });
    const changes = changesBetween(fieldsOf(before), fieldsOf(after));
    if (changes.length > 0) tx.record("export_schedule.updated", { targets: [targetOf(after)], changes });
    return (await schedulesOf(tx, context, [after]))[0]!;
  });
}

/** Ends a schedule; what was exported by it stays. */
export async function deleteSchedule(context: TenantContext, { id }: { id: string }): Promise<void> {
  await inTenant(context, "exports.create", async (tx) => {
    demandPerson(context);
    const row = await lockSchedule(tx, context, id);
    await tx.db.exportSchedule.delete({ where: { tenantId_id: { tenantId: tx.tenantId, id: row.id } } });
    tx.record("export_schedule.deleted", { targets: [targetOf(row)], changes: changesBetween(fieldsOf(row), {}) });
  });
}
