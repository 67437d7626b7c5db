import { inTenant, type TenantContext, type TenantTransaction } from "../access/index.ts";
import { AppError } from "../errors.ts";
import { readHead } from "../ledger/index.ts";
import { parseInput } from "../parse-input.ts";
import { runtime } from "../runtime.ts";
import { type End, readSubjects } from "./read-subjects.ts";
import { endOf, findItemRows, lockOpenReview, type ReviewRow, targetOfItem, targetOfReview } from "./review-rows.ts";
import { type ReviewInput, reviewInput } from "./schemas.ts";
import { signReview } from "./sign-review.ts";

const GONE: Record<End, string> = {
  revoked: "revoked outside of this review",
  expired: "expired",
  left: "no longer a member",
};

/**
 * Ends a review whose items are all decided with a record that the ledger's key signs; the trail event of it carries the record's
 * SHA-256. What ended meanwhile is decided as "gone". AppError `conflict` with the number of what is left to decide.
 */
export async function completeReview(context: TenantContext, input: ReviewInput): Promise<{ sha256: string }> {
  const { reviewId } = parseInput(reviewInput, input);
  return inTenant(context, "reviews.manage", async (tx) => {
    const review = await lockOpenReview(tx, reviewId);
    const now = runtime().clock.now();
    await decideEnded(tx, review, now);
    const { origin } = await readHead(tx.run, tx.tenantId);
    const signed = signReview({
      tenantId: tx.tenantId,
      origin,
      review,
      completedAt: now,
      completedBy: context.caller.name,
      items: await findItemRows(tx, [review.id]),
    });
    await tx.db.accessReview.update({
      where: { tenantId_id: { tenantId: tx.tenantId, id: review.id } },
      data: {
        completedAt: now,
        completedBy: context.caller.name,
        statement: signed.statement,
        note: signed.note,
      },
    });
    const { keys, members } = signed.counts;
    tx.record("review.completed", {
      targets: [targetOfReview(review)],
      changes: [{ field: "state", before: "open", after: "completed" }],
      metadata: { statement_sha256: signed.sha256, keys, members },
    });
    return { sha256: signed.sha256 };
  });
}

/** Decides as gone what has ended; AppError `conflict` when anything else is undecided. */
async function decideEnded(tx: TenantTransaction, review: ReviewRow, now: Date): Promise<void> {
  const items = await findItemRows(tx, [review.id]);
  const subjects = await readSubjects(tx, now);
  const undecided = items
    .filter((item) => item.decision === null)
    .map((item) => ({ item, end: endOf(item, subjects) }));
  const left = undecided.filter(({ end }) => end === null).length;
  if (left > 0)
    throw new AppError(
      "conflict",
      `${left} of ${items.length} ${left === 1 ? "is" : "are"} not decided yet: keep or revoke each, then complete. Nothing was signed.`,
      { fields: [{ path: "left", message: `${left} to decide` }] },
    );
  for (const { item, end } of undecided) {
    const comment = GONE[end!];
    await tx.db.accessReviewItem.update({
      where: {
        tenantId_reviewId_kind_subjectId: {
          tenantId: tx.tenantId,
          reviewId: review.id,
          kind: item.kind,
          subjectId: item.subjectId,
        },
      },
      data: { decision: "gone", comment, decidedAt: now, decidedBy: "Sealtrail" },
    });
    tx.record("review.decided", {
      targets: [targetOfReview(review), targetOfItem(item)],
      changes: [
        { field: "decision", before: null, after: "gone" },
        { field: "comment", before: null, after: comment },
      ],
    });
  }
}
