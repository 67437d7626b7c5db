import type { DecisionInput, ReviewItem } from "#server/reviews/index.ts";
import type { FormAnswer } from "../ui/form-state.ts";

/** What the pages may ask the server to do; each is checked there again. */
export interface ReviewActs {
  decide(tenant: string, input: DecisionInput): Promise<FormAnswer<void>>;
  complete(tenant: string, input: { reviewId: string }): Promise<FormAnswer<{ sha256: string }>>;
}

/** Who looks, as the page knows it. */
export interface Reviewer {
  id: string;
  name: string;
  mayReview: boolean;
  mayRevokeKeys: boolean;
  mayRemoveMembers: boolean;
  maySeeKeys: boolean;
}

export interface ReviewTenant {
  slug: string;
  name: string;
  timeZone: string;
}

/** Whether somebody has still to decide it. */
export const isOpen = (item: ReviewItem) => item.decision === null && item.ended === null;

export const keyOfItem = (item: Pick<ReviewItem, "kind" | "id">) => `${item.kind} ${item.id}`;
