import type { TenantTransaction } from "../access/index.ts";
import { uuidv7 } from "../ids.ts";
import { lockMembers } from "../members/index.ts";
import { readSubjects } from "./read-subjects.ts";
import { targetOfReview } from "./review-rows.ts";

const DAY_MS = 86_400_000;
export const REVIEW_DUE_DAYS = 14;

export interface OpenedReview {
  id: string;
  dueAt: Date;
  keys: number;
  members: number;
}

/**
 * Begins a review of every key and member that there is, unless one is open: then null. Holds the lock of the tenant's row, so that two
 * at once do not both begin one and no member comes or goes meanwhile.
 */
export async function openReviewIn(tx: TenantTransaction, by: string, now: Date): Promise<OpenedReview | null> {
  const { tenantId } = tx;
  await lockMembers(tx);
  const open = await tx.db.accessReview.findFirst({ where: { tenantId, completedAt: null }, select: { id: true } });
  if (open) return null;
  const { keys, members } = await readSubjects(tx, now);
  const id = uuidv7(now.getTime());
  const dueAt = new Date(now.getTime() + REVIEW_DUE_DAYS * DAY_MS);
  await tx.db.accessReview.create({ data: { tenantId, id, startedAt: now, startedBy: by, dueAt } });
  await tx.db.accessReviewItem.createMany({
    data: [
      ...[...keys].map(([subjectId, subject]) => ({ kind: "key", subjectId, subject: { ...subject } })),
      ...[...members].map(([subjectId, subject]) => ({ kind: "member", subjectId, subject: { ...subject } })),
    ].map((item) => ({ ...item, tenantId, reviewId: id })),
  });
  tx.record("review.started", {
    targets: [targetOfReview({ id, startedAt: now })],
    changes: [{ field: "state", before: null, after: "open" }],
    metadata: { keys: keys.size, members: members.size, due_at: dueAt.toISOString() },
  });
  return { id, dueAt, keys: keys.size, members: members.size };
}
