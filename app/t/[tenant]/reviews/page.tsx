import type { Metadata } from "next";
import { ReviewsScreen } from "#components/reviews/reviews-screen.tsx";
import { listReviews } from "#server/reviews/index.ts";
import { attempt, refusalOf } from "../../../_entry/fault.ts";
import { viewer } from "../../../_entry/viewer.ts";
import { start } from "./actions.ts";

export const metadata: Metadata = { title: "Access reviews" };

export default async function Reviews({ params }: { params: Promise<{ tenant: string }> }) {
  const { context, membership, permissions } = await viewer(params, "/reviews");
  const { value, fault } = await attempt(context.origin.endpoint ?? "", () => listReviews(context));
  if (fault) throw refusalOf(fault);
  return (
    <ReviewsScreen
      tenant={{ slug: membership.slug, timeZone: membership.timeZone }}
      list={value}
      mayReview={permissions.includes("reviews.manage")}
      start={start}
    />
  );
}
