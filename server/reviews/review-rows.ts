import type { TenantTransaction } from "../access/index.ts";
import { AppError } from "../errors.ts";
import type { End, Subjects } from "./read-subjects.ts";
import type { Decision, KeySubject, MemberSubject } from "./schemas.ts";

/** A review in short; times are RFC 3339. */
export interface Review {
  id: string;
  startedAt: string;
  startedBy: string;
  dueAt: string;
  completedAt: string | null;
  completedBy: string | null;
  keys: number;
  members: number;
  kept: number;
  revoked: number;
  /** Ended by something else while the review was open. */
  gone: number;
  /** Still to be decided. */
  left: number;
  /** Of the signed statement, lower-case hex; null while open. */
  sha256: string | null;
}

interface ItemParts {
  id: string;
  decision: Decision | null;
  comment: string | null;
  decidedAt: string | null;
  decidedBy: string | null;
  /** How it ended meanwhile; null while it has not, and once the review is completed. */
  ended: End | null;
  /** Fields of the subject that were changed since the review began; none once it is completed. */
  changed: string[];
}

/** A key or a member with what was known when the review began, and what was decided. */
export type ReviewItem =
  | (ItemParts & { kind: "key"; subject: KeySubject })
  | (ItemParts & { kind: "member"; subject: MemberSubject /** Live now. */; sessions: number });

export type ReviewRow = NonNullable<Awaited<ReturnType<TenantTransaction["db"]["accessReview"]["findFirst"]>>>;
export type ItemRow = Awaited<ReturnType<TenantTransaction["db"]["accessReviewItem"]["findMany"]>>[number];

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The review; AppError `not_found` in the same words for an id that is unknown, malformed or another tenant's. */
export async function findReviewRow(tx: TenantTransaction, id: string): Promise<ReviewRow> {
  const row = UUID.test(id)
    ? await tx.db.accessReview.findUnique({ where: { tenantId_id: { tenantId: tx.tenantId, id } } })
    : null;
  if (!row) throw new AppError("not_found", "There is no such review.");
  return row;
}

/**
 * The review, locked until the transaction ends, so that decisions and completion follow each other; AppError `conflict` when it is
 * completed. Primary key; the lock comes before those of keys and of the tenant's row.
 */
export async function lockOpenReview(tx: TenantTransaction, id: string): Promise<ReviewRow> {
  if (UUID.test(id))
    await tx.run("SELECT FROM access_review WHERE tenant_id = $1::uuid AND id = $2::uuid FOR NO KEY UPDATE", [
      tx.tenantId,
      id,
    ]);
  const row = await findReviewRow(tx, id);
  if (row.completedAt)
    throw new AppError("conflict", "This review is completed: its record is signed and does not change any more.");
  return row;
}

/** The items of reviews, keys before members, by id. */
export function findItemRows(tx: TenantTransaction, reviewIds: readonly string[]): Promise<ItemRow[]> {
  return tx.db.accessReviewItem.findMany({
    where: { tenantId: tx.tenantId, reviewId: { in: [...reviewIds] } },
    orderBy: [{ kind: "asc" }, { subjectId: "asc" }],
  });
}

/** How the subject of an item ended; null while it is there. */
export function endOf({ kind, subjectId }: Pick<ItemRow, "kind" | "subjectId">, subjects: Subjects): End | null {
  if (kind === "member") return subjects.members.has(subjectId) ? null : "left";
  return subjects.keys.has(subjectId) ? null : (subjects.ended.get(subjectId) ?? "revoked");
}

/** `subjects` of an open review: what has ended meanwhile needs no decision. */
export function reviewOf(row: ReviewRow, items: readonly ItemRow[], subjects: Subjects | undefined): Review {
  const decided = (decision: Decision) => items.filter((item) => item.decision === decision).length;
  const open = items.filter((item) => item.decision === null);
  const ended = subjects ? open.filter((item) => endOf(item, subjects) !== null).length : 0;
  return {
    id: row.id,
    startedAt: row.startedAt.toISOString(),
    startedBy: row.startedBy,
    dueAt: row.dueAt.toISOString(),
    completedAt: row.completedAt?.toISOString() ?? null,
    completedBy: row.completedBy,
    keys: items.filter((item) => item.kind === "key").length,
    members: items.filter((item) => item.kind === "member").length,
    kept: decided("kept"),
    revoked: decided("revoked"),
    gone: decided("gone") + ended,
    left: open.length - ended,
    sha256: row.note === null ? null : (row.note.split("\n")[2] ?? null),
  };
}

/** How a review is named in the trail. */
export const targetOfReview = (row: Pick<ReviewRow, "id" | "startedAt">) => ({
  type: "review",
  id: row.id,
  name: `Access review of ${row.startedAt.toISOString().slice(0, 10)}`,
});

/** How its subject is named there. */
export function targetOfItem({ kind, subjectId, subject }: Pick<ItemRow, "kind" | "subjectId" | "subject">) {
  const { name } = subject as unknown as KeySubject | MemberSubject;
  return { type: kind === "key" ? "key" : "person", id: subjectId, name };
}
