export { completeReview } from "./complete-review.ts";
export { decideItem } from "./decide-item.ts";
export { getReview, type ReviewDetail, type ReviewRecord } from "./get-review.ts";
export { listReviews, type ReviewList } from "./list-reviews.ts";
export { REVIEW_DUE_DAYS } from "./open-review.ts";
export type { End } from "./read-subjects.ts";
export type { Review, ReviewItem } from "./review-rows.ts";
export {
  type Decision,
  type DecisionInput,
  decisionInput,
  type KeySubject,
  type MemberSubject,
  type ReviewInput,
  reviewInput,
  SUBJECT_KINDS,
  type SubjectKind,
} from "./schemas.ts";
export { startReview } from "./start-review.ts";
export { sweepReviews } from "./sweep-reviews.ts";
