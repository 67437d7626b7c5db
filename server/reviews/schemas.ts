import { z } from "zod";

const comment = z
  .string()
  .trim()
  .min(1, { error: "must not be empty", abort: true })
  .max(500, "has at most 500 characters")
  .refine((value) => !/[\p{Cs}\0]/u.test(value), "must be whole characters");

export const reviewInput = z.strictObject({ reviewId: z.string().max(100) });
export type ReviewInput = z.input<typeof reviewInput>;

export const SUBJECT_KINDS = ["key", "member"] as const;
export type SubjectKind = (typeof SUBJECT_KINDS)[number];

/** `subjectId`: of a key its public id, of a member the person's. */
export const decisionInput = reviewInput.extend({
  kind: z.enum(SUBJECT_KINDS),
  subjectId: z.string().max(100),
  decision: z.enum(["kept", "revoked"]),
  comment: comment.optional(),
});
export type DecisionInput = z.input<typeof decisionInput>;

/** "gone": the key or membership ended during the review by something else than the review. */
export type Decision = "kept" | "revoked" | "gone";

/**
 * What was known of a key when its review began. Stored as JSON (access_review_item.subject) and part of the signed statement, so it has
 * the names of the API. Times are RFC 3339.
 */
export interface KeySubject {
  name: string;
  kind: string;
  purpose: string;
  recipient: string;
  /** Name of the member who answered for it; null when nobody did. */
  owner: string | null;
  role: string;
  /** What it may do: its own rights within its role. */
  rights: string[];
  /** What it sees, in words: role and scope together. */
  sees: string;
  expires_at: string | null;
  state: string;
  last_used_at: string | null;
  requests_90_days: number;
}

/** The same of a member. */
export interface MemberSubject {
  name: string;
  email: string;
  role: string;
  rights: string[];
  sees: string;
  since: string;
  second_factor: boolean;
  last_seen_at: string | null;
}
