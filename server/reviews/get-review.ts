import { inTenant, type TenantContext } from "../access/index.ts";
import { parseInput } from "../parse-input.ts";
import { runtime } from "../runtime.ts";
import { changedFields, readSubjects, type Subjects } from "./read-subjects.ts";
import {
  endOf,
  findItemRows,
  findReviewRow,
  type ItemRow,
  type Review,
  type ReviewItem,
  type ReviewRow,
  reviewOf,
  targetOfReview,
} from "./review-rows.ts";
import { type Decision, type KeySubject, type MemberSubject, type ReviewInput, reviewInput } from "./schemas.ts";

/** The signed result of a review: `statement` is canonical JSON, `note` signs its SHA-256 with the ledger's key. */
export interface ReviewRecord {
  statement: string;
  note: string;
  sha256: string;
  /** The verifier key of the ledger that signed. */
  vkey: string;
}

export interface ReviewDetail extends Review {
  /** Keys before members. */
  items: ReviewItem[];
  /** What came since an open review began, and so is not part of it. */
  newcomers: { keys: number; members: number };
  /** Null while open. */
  record: ReviewRecord | null;
}

/** One review with all that is in it; AppError `not_found` without one. */
export async function getReview(context: TenantContext, input: ReviewInput): Promise<ReviewDetail> {
  const { reviewId } = parseInput(reviewInput, input);
  return inTenant(context, "reviews.read", async (tx) => {
    const row = await findReviewRow(tx, reviewId);
    const items = await findItemRows(tx, [row.id]);
    const subjects = row.completedAt ? undefined : await readSubjects(tx, runtime().clock.now());
    const review = reviewOf(row, items, subjects);
    tx.recordRead("review.viewed", { targets: [targetOfReview(row)], metadata: { rows: items.length } });
    return {
      ...review,
      items: items.map((item) => itemOf(item, subjects)),
      newcomers: subjects ? newcomersTo(items, subjects) : { keys: 0, members: 0 },
      record: recordOf(row, review),
    };
  });
}

function itemOf(row: ItemRow, subjects: Subjects | undefined): ReviewItem {
  const parts = {
    id: row.subjectId,
    decision: row.decision as Decision | null,
    comment: row.comment,
    decidedAt: row.decidedAt?.toISOString() ?? null,
    decidedBy: row.decidedBy,
    ended: subjects ? endOf(row, subjects) : null,
  };
  if (row.kind === "key") {
    const subject = row.subject as unknown as KeySubject;
    const now = subjects?.keys.get(row.subjectId);
    return { kind: "key", ...parts, subject, changed: now ? changedFields(subject, now) : [] };
  }
  const subject = row.subject as unknown as MemberSubject;
  const now = subjects?.members.get(row.subjectId);
  const sessions = subjects?.sessions.get(row.subjectId) ?? 0;
  return { kind: "member", ...parts, subject, changed: now ? changedFields(subject, now) : [], sessions };
}

function newcomersTo(items: readonly ItemRow[], { keys, members }: Subjects): ReviewDetail["newcomers"] {
  const known = new Set(items.map((item) => `${item.kind} ${item.subjectId}`));
  const newOf = (kind: string, ids: Iterable<string>) => [...ids].filter((id) => !known.has(`${kind} ${id}`)).length;
  return { keys: newOf("key", keys.keys()), members: newOf("member", members.keys()) };
}

function recordOf({ statement, note }: ReviewRow, { sha256 }: Review): ReviewRecord | null {
  if (statement === null || note === null || sha256 === null) return null;
  const [, origin] = note.split("\n");
  return { statement, note, sha256, vkey: runtime().signer.vkeyOf(origin!) };
}
