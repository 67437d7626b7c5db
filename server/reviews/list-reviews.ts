import { inTenant, type TenantContext, type TenantTransaction } from "../access/index.ts";
import { runtime } from "../runtime.ts";
import { readSubjects } from "./read-subjects.ts";
import { findItemRows, type Review, reviewOf } from "./review-rows.ts";

const DAY_MS = 86_400_000;

export interface ReviewList {
  /** The newest first. */
  reviews: Review[];
  everyDays: number;
  /** When the next one begins by itself; null while one is open. */
  nextAt: string | null;
}

/** The tenant's access reviews, the open one and those that are completed. */
export async function listReviews(context: TenantContext): Promise<ReviewList> {
  return inTenant(context, "reviews.read", async (tx) => {
    const rows = await tx.db.accessReview.findMany({
      where: { tenantId: tx.tenantId },
      orderBy: [{ startedAt: "desc" }, { id: "desc" }],
    });
    const items = Map.groupBy(
      await findItemRows(
        tx,
        rows.map((row) => row.id),
      ),
      (item) => item.reviewId,
    );
    const isOpen = rows.some((row) => row.completedAt === null);
    const subjects = isOpen ? await readSubjects(tx, runtime().clock.now()) : undefined;
    tx.recordRead("reviews.listed", { metadata: { rows: rows.length } });
    const { everyDays, nextAt } = await readSchedule(tx);
    return {
      reviews: rows.map((row) => reviewOf(row, items.get(row.id) ?? [], row.completedAt ? undefined : subjects)),
      everyDays,
      nextAt: isOpen ? null : nextAt.toISOString(),
    };
  });
}

/** How often the tenant reviews its access, and when next by that: so long after the last completed review, or after the tenant began. */
export async function readSchedule({ db, tenantId }: TenantTransaction): Promise<{ everyDays: number; nextAt: Date }> {
  const tenant = await db.tenant.findUniqueOrThrow({
    where: { id: tenantId },
    select: { createdAt: true, reviewDays: true },
  });
  const newest = await db.accessReview.findFirst({
    where: { tenantId, completedAt: { not: null } },
    orderBy: { completedAt: "desc" },
    select: { completedAt: true },
  });
  const since = newest?.completedAt ?? tenant.createdAt;
  return { everyDays: tenant.reviewDays, nextAt: new Date(since.getTime() + tenant.reviewDays * DAY_MS) };
}
