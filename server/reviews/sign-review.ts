import { createHash } from "node:crypto";
import { canonicalize } from "#tlog";
import { runtime } from "../runtime.ts";
import type { ItemRow, ReviewRow } from "./review-rows.ts";
import type { Decision } from "./schemas.ts";

/** How many of a kind were decided how. */
type Counts = Record<Decision, number>;

export interface SignedReview {
  /** Canonical JSON (RFC 8785): what was reviewed, and what was decided of it by whom. */
  statement: string;
  /** Signed note of the ledger's key over `sealtrail-review/v1`, origin and SHA-256 of the statement, a line each. */
  note: string;
  sha256: string;
  counts: { keys: Counts; members: Counts };
}

interface Completed {
  tenantId: string;
  origin: string;
  review: Pick<ReviewRow, "id" | "startedAt" | "startedBy">;
  completedAt: Date;
  completedBy: string;
  /** Each with its decision. */
  items: readonly ItemRow[];
}

/** The record of a review whose items are all decided. */
export function signReview({ tenantId, origin, review, completedAt, completedBy, items }: Completed): SignedReview {
  const counts = { keys: countsOf(items, "key"), members: countsOf(items, "member") };
  const statement = canonicalize({
    v: 1,
    tenant: tenantId,
    origin,
    review: review.id,
    started_at: review.startedAt.toISOString(),
    started_by: review.startedBy,
    completed_at: completedAt.toISOString(),
    completed_by: completedBy,
    items: items.map((item) => ({
      kind: item.kind,
      id: item.subjectId,
      subject: item.subject,
      decision: item.decision,
      ...(item.comment === null ? {} : { comment: item.comment }),
      decided_at: item.decidedAt!.toISOString(),
      decided_by: item.decidedBy,
    })),
    counts,
  });
  const sha256 = createHash("sha256").update(statement, "utf8").digest("hex");
  const note = runtime().signer.signText(origin, `sealtrail-review/v1\n${origin}\n${sha256}\n`);
  return { statement, note, sha256, counts };
}

function countsOf(items: readonly ItemRow[], kind: string): Counts {
  const decided = (decision: Decision) =>
    items.filter((item) => item.kind === kind && item.decision === decision).length;
  return { kept: decided("kept"), revoked: decided("revoked"), gone: decided("gone") };
}
