import { Prisma } from "#generated/client.ts";
import {
  APPEND_IN_TRANSACTION_SQL,
  type AppendItem,
  appendParameters,
  type RunSql,
  sealDraft,
} from "../ledger/index.ts";
import { runtime } from "../runtime.ts";

const ATTEMPTS_MAX = 5;

/** Appends trail events in the caller's transaction, whose `app.tenant_id` is `tenantId`. Locks the ledger row until its end. */
export async function appendActs(
  run: RunSql,
  tenantId: string,
  acts: AppendItem[],
  stampedAnew: boolean,
): Promise<void> {
  const nowMs = stampedAnew ? await databaseNowMs(run) : runtime().clock.now().getTime();
  const sealed = acts.map((act) => sealDraft(tenantId, act, nowMs));
  await run(APPEND_IN_TRANSACTION_SQL, appendParameters(tenantId, [{ items: acts, atomic: true }], [sealed]));
}

/** Runs a transaction that ends in appendActs again when its stamps were refused or the month's partition is missing. */
export async function withFreshStamps<T>(transact: (stampedAnew: boolean) => Promise<T>): Promise<T> {
  let stampedAnew = false;
  for (let attempt = 1; ; attempt++) {
    try {
      return await transact(stampedAnew);
    } catch (error) {
      if (attempt >= ATTEMPTS_MAX || !(error instanceof Prisma.PrismaClientKnownRequestError)) throw error;
      if (isStampRefusal(error)) stampedAnew = true;
      else if (isMissingPartition(error)) await makePartition();
      else throw error;
    }
  }
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
