import { demandPermission, inTenant, type TenantContext, type TenantTransaction } from "../access/index.ts";
import { AppError } from "../errors.ts";
import { revokeKeyIn } from "../keys/index.ts";
import { removeMemberIn } from "../members/index.ts";
import { parseInput } from "../parse-input.ts";
import { runtime } from "../runtime.ts";
import { withoutTokens } from "../tokens/index.ts";
import { type End, readSubjects } from "./read-subjects.ts";
import { endOf, type ItemRow, lockOpenReview, targetOfItem, targetOfReview } from "./review-rows.ts";
import { type DecisionInput, decisionInput, type SubjectKind } from "./schemas.ts";

const ENDED: Record<End, string> = {
  revoked: "This key was revoked meanwhile: there is nothing to decide any more.",
  expired: "This key has expired meanwhile: there is nothing to decide any more.",
  left: "This person is no member any more: there is nothing to decide.",
};

/**
 * Confirms a key or a member of an open review, or ends it: "revoked" revokes the key or removes the member in the same transaction, for
 * which the caller needs that right too. "kept" can be changed until the review is completed. Deciding the same again records nothing.
 * AppError `conflict` for what has ended, `forbidden` and `conflict` as for removing a member.
 */
export async function decideItem(context: TenantContext, input: DecisionInput): Promise<void> {
  const { reviewId, kind, subjectId, decision, comment: given } = parseInput(decisionInput, input);
  // It is sealed and signed for ever: a token that somebody pasted must not be.
  const comment = given === undefined ? null : withoutTokens(given);
  await inTenant(context, "reviews.manage", async (tx) => {
    const review = await lockOpenReview(tx, reviewId);
    const item = await findItem(tx, review.id, kind, subjectId);
    if (item.decision === "revoked")
      throw new AppError("conflict", "This was revoked by this review already, which cannot be taken back.");
    const now = runtime().clock.now();
    const end = endOf(item, await readSubjects(tx, now));
    if (end !== null) throw new AppError("conflict", `${ENDED[end]} Nothing was changed.`);
    if (item.decision === decision && item.comment === comment) return;
    if (decision === "revoked") await revoke(tx, context, { kind, subjectId, comment });
    await tx.db.accessReviewItem.update({
      where: { tenantId_reviewId_kind_subjectId: { tenantId: tx.tenantId, reviewId: review.id, kind, subjectId } },
      data: { decision, comment, decidedAt: now, decidedBy: context.caller.name },
    });
    tx.record("review.decided", {
      targets: [targetOfReview(review), targetOfItem(item)],
      changes: [
        { field: "decision", before: item.decision, after: decision },
        ...(item.comment === comment ? [] : [{ field: "comment", before: item.comment, after: comment }]),
      ],
    });
  });
}

async function findItem(
  tx: TenantTransaction,
  reviewId: string,
  kind: SubjectKind,
  subjectId: string,
): Promise<ItemRow> {
  // PostgreSQL has no text with a NUL character, and would fail rather than find nothing.
  const row = subjectId.includes("\0")
    ? null
    : await tx.db.accessReviewItem.findUnique({
        where: { tenantId_reviewId_kind_subjectId: { tenantId: tx.tenantId, reviewId, kind, subjectId } },
      });
  if (!row) throw new AppError("not_found", `There is no such ${kind} in this review.`);
  return row;
}

async function revoke(
  tx: TenantTransaction,
  context: TenantContext,
  { kind, subjectId, comment }: { kind: SubjectKind; subjectId: string; comment: string | null },
): Promise<void> {
  if (kind === "key") {
    await demandPermission(context, "keys.revoke");
    const reason = comment ?? "not confirmed by an access review";
    return revokeKeyIn(tx, { id: subjectId, reason, by: context.caller.name });
  }
  await demandPermission(context, "members.remove");
  if (context.caller.id === subjectId)
    throw new AppError(
      "conflict",
      "You cannot remove yourself by a review: leave the tenant, or let somebody else decide.",
    );
  await removeMemberIn(tx, context, subjectId);
}
