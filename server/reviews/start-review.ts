import { inTenant, type TenantContext } from "../access/index.ts";
import { AppError } from "../errors.ts";
import { runtime } from "../runtime.ts";
import { openReviewIn } from "./open-review.ts";

/** Begins an access review of every key and member; AppError `conflict` while another is open. */
export async function startReview(context: TenantContext): Promise<{ id: string }> {
  return inTenant(context, "reviews.manage", async (tx) => {
    const opened = await openReviewIn(tx, context.caller.name, runtime().clock.now());
    if (!opened)
      throw new AppError("conflict", "A review is open already: complete it first. No other one was started.");
    return { id: opened.id };
  });
}
