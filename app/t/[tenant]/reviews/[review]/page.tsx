import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { ReviewScreen } from "#components/reviews/review-screen.tsx";
import { PERMISSION_GROUPS } from "#server/access/index.ts";
import { getReview } from "#server/reviews/index.ts";
import { attempt, refusalOf } from "../../../../_entry/fault.ts";
import { viewer } from "../../../../_entry/viewer.ts";
import { complete, decide } from "../actions.ts";

export const metadata: Metadata = { title: "Access review" };

// The right of ingest keys, which no role holds.
const APPENDING = ["events.append", "Append events"];
const RIGHTS = Object.fromEntries([
  APPENDING,
  ...PERMISSION_GROUPS.flatMap((group) => group.permissions.map(({ name, label }) => [name, label])),
]);

export default async function Review({ params }: { params: Promise<{ tenant: string; review: string }> }) {
  const { review: reviewId } = await params;
  const { context, session, membership, permissions } = await viewer(
    params,
    `/reviews/${encodeURIComponent(reviewId)}`,
  );
  const { value, fault } = await attempt(context.origin.endpoint ?? "", () => getReview(context, { reviewId }));
  if (fault?.code === "not_found" || fault?.code === "invalid") notFound();
  if (fault) throw refusalOf(fault);
  return (
    <ReviewScreen
      tenant={{ slug: membership.slug, name: membership.name, timeZone: membership.timeZone }}
      review={value}
      reviewer={{
        id: session.person.id,
        name: session.person.name,
        mayReview: permissions.includes("reviews.manage"),
        mayRevokeKeys: permissions.includes("keys.revoke"),
        mayRemoveMembers: permissions.includes("members.remove"),
        maySeeKeys: permissions.includes("keys.read"),
      }}
      rights={RIGHTS}
      acts={{ decide, complete }}
    />
  );
}
