import { Prisma } from "#generated/client.ts";
import type { Transaction } from "../database.ts";
import { AppError } from "../errors.ts";
import type { AppendItem, RunSql } from "../ledger/index.ts";
import { isStoppedStatement } from "../outage.ts";
import { runtime } from "../runtime.ts";
import { appendActs, withFreshStamps } from "./append-acts.ts";
import type { TenantContext } from "./context.ts";
import { keyUseNotes, noteKeyUses } from "./key-use.ts";
import { CONFIRMED_RIGHTS, type Permission, WHOLE_VIEW_RIGHTS } from "./permissions.ts";
import { takeReadSlot } from "./read-slots.ts";
import { recordCollapsed } from "./record-collapsed.ts";
import type { TrailAction } from "./trail-actions.ts";
import { type TrailDetails, trailDraft } from "./trail-draft.ts";
import { demandWholeView } from "./whole-view.ts";

/** What a verb gets inside the door: one transaction in which row-level security shows the context's tenant alone. */
export interface TenantTransaction {
  tenantId: string;
  db: Transaction;
  /** Raw SQL in the same transaction, with `$1` parameters. */
  run: RunSql;
  /** Records an act: appended in this transaction, as its last statement. If it cannot be recorded, it did not happen. */
  record(action: TrailAction, details: TrailDetails): void;
  /** Records a read: appended through the group committer after the transaction; the answer waits for it. */
  recordRead(action: TrailAction, details: TrailDetails): void;
}

export const TRANSACTION_MS_MAX = 20_000;
export const QUEUE_MS_MAX = 10_000;

/** How long one statement may run. A reader of events chooses its own conditions, of which some are costly, so it gets less. */
export const STATEMENT_MS_MAX = { events: 5_000, others: TRANSACTION_MS_MAX };
const READS_EVENTS: ReadonlySet<Permission> = new Set<Permission>(["events.read", "events.stream"]);

/** How long ago a person may have proved itself for an act of CONFIRMED_RIGHTS. */
export const CONFIRMED_MS_MAX = 15 * 60_000;

/**
 * The only way to tenant data. Refuses a context without `permission` before anything is read, then runs `work` in one transaction
 * with `app.tenant_id` set. The permission is an argument that cannot be left out.
 */
export async function inTenant<T>(
  context: TenantContext,
  permission: Permission,
  work: (tx: TenantTransaction) => Promise<T>,
): Promise<T> {
  await demandPermission(context, permission);
  const reads: RecordedRead[] = [];
  const readsEvents = READS_EVENTS.has(permission);
  const statementMs = readsEvents ? STATEMENT_MS_MAX.events : STATEMENT_MS_MAX.others;
  const release = readsEvents ? await takeReadSlot(context) : undefined;
  let result: T;
  try {
    result = await withFreshStamps((stampedAnew) => {
      reads.length = 0;
      return transact(context, work, reads, { stampedAnew, statementMs });
    });
  } finally {
    release?.();
  }
  if (reads.length > 0) await appendReads(context, reads);
  return result;
}

interface RecordedRead {
  item: AppendItem;
  rows: number;
  isDenied: boolean;
}

/** Through the group committer; of a key it is counted in the same transaction, and refused if the key has ended by then. */
async function appendReads(context: TenantContext, reads: readonly RecordedRead[]): Promise<void> {
  const rows = reads.reduce((sum, read) => sum + read.rows, 0);
  const uses = keyUseNotes(context, { rows, refusals: reads.some((read) => read.isDenied) ? 1 : 0 });
  await runtime().committer.append(context.tenantId, {
    items: reads.map((read) => read.item),
    atomic: true,
    ...(uses.length > 0 ? { uses } : {}),
  });
  if (context.use) context.use.isRecorded = true;
}

const rowsOf = ({ metadata }: TrailDetails) => (typeof metadata?.rows === "number" ? metadata.rows : 0);

const BARRED = {
  suspended: "This tenant is suspended: its events are kept and nobody can use it until an operator resumes it.",
  second_factor: "This tenant asks its members for a second factor: add one to your account, then come back.",
} as const;

/**
 * Refuses with `forbidden`; what a person was refused is recorded here, what a key was by the door that it came through. For a verb that
 * needs a further right for some of what it does.
 */
export async function demandPermission(context: TenantContext, permission: Permission): Promise<void> {
  const { caller, bar } = context;
  if (bar) throw new AppError("forbidden", BARRED[bar], { fields: [{ path: bar, message: "bars this tenant" }] });
  if (!context.permissions.has(permission)) {
    if (caller.type === "user") recordCollapsed(context, "access.denied", `needs ${permission}`, {}).catch(() => {});
    const holder = caller.type === "key" ? "this key" : "your role";
    throw new AppError("forbidden", `This needs the right ${permission}, which ${holder} does not have.`, {
      reason: `needs ${permission}`,
    });
  }
  if (WHOLE_VIEW_RIGHTS.has(permission)) demandWholeView(context);
  if (caller.type === "user" && CONFIRMED_RIGHTS.has(permission)) demandConfirmation(context);
}

/** Refuses a person who has not proved itself in this session of late; the field `confirmation` tells the page to ask. */
export function demandConfirmation(context: Pick<TenantContext, "confirmedAt">): void {
  const agoMs = runtime().clock.now().getTime() - (context.confirmedAt?.getTime() ?? 0);
  if (agoMs <= CONFIRMED_MS_MAX) return;
  throw new AppError("forbidden", "Confirm that it is you, then do this again: nothing was changed.", {
    fields: [{ path: "confirmation", message: "is needed again after 15 minutes" }],
  });
}

/** AppError `unavailable` when a reader's statement was stopped since its time was up; an administrator's stop, or another's, is an outage. */
async function withinTime<Rows>(statementMs: number, statement: Promise<Rows>): Promise<Rows> {
  if (statementMs !== STATEMENT_MS_MAX.events) return statement;
  const sinceMs = performance.now();
  try {
    return await statement;
  } catch (cause) {
    // The clocks of the two machines may differ by a little.
    if (!isStoppedStatement(cause) || performance.now() - sinceMs < 0.9 * statementMs) throw cause;
    throw new AppError(
      "unavailable",
      `This took longer than ${statementMs / 1000} s and was stopped: choose a shorter time range, or fewer or narrower conditions.`,
      { cause },
    );
  }
}

async function transact<T>(
  context: TenantContext,
  work: (tx: TenantTransaction) => Promise<T>,
  reads: RecordedRead[],
  { stampedAnew, statementMs }: { stampedAnew: boolean; statementMs: number },
): Promise<T> {
  const { database, clock, signer } = runtime();
  const acts: AppendItem[] = [];
  let actRows = 0;
  let isActDenied = false;
  const item = (action: TrailAction, details: TrailDetails): AppendItem => ({
    draft: trailDraft(context, action, details, clock.now()),
    keyId: "sealtrail",
  });
  const result = await database.prisma.$transaction(
    async (db) => {
      await db.$queryRaw(
        Prisma.sql`SELECT set_config('app.tenant_id', ${context.tenantId}, true), set_config('statement_timeout', ${String(statementMs)}, true)`,
      );
      const run: RunSql = (text, values) => withinTime(statementMs, db.$queryRawUnsafe(text, ...values));
      const answer = await work({
        tenantId: context.tenantId,
        db,
        run,
        record: (action, details) => {
          acts.push(item(action, details));
          actRows += rowsOf(details);
          isActDenied ||= details.outcome === "denied";
        },
        recordRead: (action, details) =>
          void reads.push({
            item: item(action, details),
            rows: rowsOf(details),
            isDenied: details.outcome === "denied",
          }),
      });
      if (acts.length > 0) {
        await appendActs(run, context.tenantId, acts, stampedAnew);
        await noteKeyUses(
          run,
          context.tenantId,
          keyUseNotes(context, { rows: actRows, refusals: isActDenied ? 1 : 0 }),
        );
      }
      return answer;
    },
    { timeout: TRANSACTION_MS_MAX, maxWait: QUEUE_MS_MAX },
  );
  if (acts.length > 0) {
    signer.touch(context.tenantId);
    if (context.use) context.use.isRecorded = true;
  }
  return result;
}
