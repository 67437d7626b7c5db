import { inTenant, systemContext, type TenantTransaction } from "../access/index.ts";
import { inBackground } from "../background.ts";
import { accessReviewMail, isMailConfigured, sendMail } from "../mail/index.ts";
import { lockMembers } from "../members/index.ts";
import { runtime } from "../runtime.ts";
import { readSchedule } from "./list-reviews.ts";
import { type OpenedReview, openReviewIn } from "./open-review.ts";

/**
 * Begins the tenant's access review by itself when it is due, that is so many days (tenant.review_days) after the last completed one, or
 * after the tenant began; once, however many workers there are. Owners are told by mail, where there is mail.
 */
export async function sweepReviews(tenantId: string): Promise<void> {
  const now = runtime().clock.now();
  const context = systemContext(tenantId, "upkeep", ["reviews.manage"]);
  const opened = await inTenant(context, "reviews.manage", async (tx) => {
    const tenant = await tx.db.tenant.findUniqueOrThrow({ where: { id: tenantId } });
    // Nobody could decide in a suspended tenant, or in one without members.
    if (tenant.suspendedAt || (await tx.db.membership.count({ where: { tenantId } })) === 0) return null;
    if (!(await isDue(tx, now))) return null;
    // Another worker may have begun one, which may be completed by now.
    await lockMembers(tx);
    const review = (await isDue(tx, now)) ? await openReviewIn(tx, context.caller.name, now) : null;
    return review && { tenant, review };
  });
  if (opened) mailOwners(opened.tenant, opened.review);
}

async function isDue(tx: TenantTransaction, now: Date): Promise<boolean> {
  const open = await tx.db.accessReview.count({ where: { tenantId: tx.tenantId, completedAt: null } });
  return open === 0 && now >= (await readSchedule(tx)).nextAt;
}

function mailOwners(tenant: { id: string; slug: string; name: string; timeZone: string }, review: OpenedReview): void {
  if (!isMailConfigured()) return;
  inBackground("mail about an access review", async () => {
    const context = systemContext(tenant.id, "upkeep", ["members.read"]);
    const owners = await inTenant(context, "members.read", (tx) =>
      tx.db.membership.findMany({
        where: { tenantId: tenant.id, role: "owner" },
        select: { person: { select: { email: true } } },
      }),
    );
    const { name, slug, timeZone } = tenant;
    const link = `${runtime().env.url}/t/${slug}/reviews/${review.id}`;
    const mail = accessReviewMail({ tenant: name, ...review, link, timeZone });
    for (const { person } of owners) await sendMail({ to: person.email, ...mail });
  });
}
