import { Prisma } from "#generated/client.ts";
import type { Transaction } from "../database.ts";
import { AppError } from "../errors.ts";
import {
  APPEND_IN_TRANSACTION_SQL,
  type AppendItem,
  appendParameters,
  type RunSql,
  sealDraft,
} from "../ledger/index.ts";
import { runtime } from "../runtime.ts";
import type { TenantContext } from "./context.ts";
import type { Permission } from "./permissions.ts";
import { type TrailAction, type TrailDetails, trailDraft } from "./trail-draft.ts";

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

const TRANSACTION_MS_MAX = 20_000;
const QUEUE_MS_MAX = 10_000;
const ATTEMPTS_MAX = 5;

/**
 * The only way to tenant data. Refuses a context without `permission` before anything is read, then runs `work` in one transaction
 * with `app.tenant_id` set. The permission is an argument that cannot be left out.
 */
export async function inTenant<T>(
  context: TenantContext,
  permission: Permission,
  work: (tx: TenantTransaction) => Promise<T>,
): Promise<T> {
  if (!context.permissions.has(permission)) {
    throw new AppError(
      "forbidden",
      `This needs the right ${permission}, which ${context.caller.type === "key" ? "this key" : "your role"} does not have.`,
    );
  }
  const reads: AppendItem[] = [];
  let stampedAnew = false;
  for (let attempt = 1; ; attempt++) {
    reads.length = 0;
    try {
      const result = await transact(context, work, reads, stampedAnew);
      if (reads.length > 0) await runtime().committer.append(context.tenantId, { items: reads, atomic: true });
      return result;
    } catch (error) {
      if (attempt >= ATTEMPTS_MAX || !(error instanceof Prisma.PrismaClientKnownRequestError)) throw error;
      if (isStampRefusal(error)) stampedAnew = true;
      else if (isMissingPartition(error)) await makePartition();
      else throw error;
    }
  }
}

async function transact<T>(
  context: TenantContext,
  work: (tx: TenantTransaction) => Promise<T>,
  reads: AppendItem[],
  stampedAnew: boolean,
): Promise<T> {
  const { database, clock, signer } = runtime();
  const acts: AppendItem[] = [];
  const item = (action: TrailAction, details: TrailDetails): AppendItem => ({
    draft: trailDraft(context, action, details, clock.now()),
    keyId: "sealtrail",
  });
  const result = await database.prisma.$transaction(
    async (db) => {
      await db.$queryRaw(Prisma.sql`SELECT set_config('app.tenant_id', ${context.tenantId}, true)`);
      const run: RunSql = (text, values) => db.$queryRawUnsafe(text, ...values);
      const answer = await work({
        tenantId: context.tenantId,
        db,
        run,
        record: (action, details) => void acts.push(item(action, details)),
        recordRead: (action, details) => void reads.push(item(action, details)),
      });
      if (acts.length > 0) {
        const nowMs = stampedAnew ? await databaseNowMs(run) : clock.now().getTime();
        const sealed = acts.map((act) => sealDraft(context.tenantId, act, nowMs));
        await run(
          APPEND_IN_TRANSACTION_SQL,
          appendParameters(context.tenantId, [{ items: acts, atomic: true }], [sealed]),
        );
      }
      return answer;
    },
    { timeout: TRANSACTION_MS_MAX, maxWait: QUEUE_MS_MAX },
  );
  if (acts.length > 0) signer.touch(context.tenantId);
  return result;
}

// Another process stamped the ledger's last event with a later clock: the whole verb runs again, stamped by the database's clock.
function isStampRefusal(error: Prisma.PrismaClientKnownRequestError): boolean {
  return JSON.stringify(error.meta ?? {}).includes("ST001");
}

async function databaseNowMs(run: RunSql): Promise<number> {
  const [row] = await run<{ now: Date }>("SELECT clock_timestamp() AS now", []);
  return row!.now.getTime();
}

const isMissingPartition = (error: Prisma.PrismaClientKnownRequestError) =>
  `${error.message} ${JSON.stringify(error.meta ?? {})}`.includes("no partition of relation");

/** Makes the partition of the present month, as the committer does: the first act of a month must not depend on the worker. */
async function makePartition(): Promise<void> {
  const { database, clock } = runtime();
  await database.prisma.$queryRaw(Prisma.sql`SELECT ensure_partition(${clock.now()}::timestamptz)`);
}
