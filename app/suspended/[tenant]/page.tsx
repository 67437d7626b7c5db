import type { Metadata } from "next";
import Link from "next/link";
import { notFound, redirect } from "next/navigation";
import { Notice } from "#components/ui/notice.tsx";
import { findMembership } from "#server/people/index.ts";
import { currentSession } from "../../_entry/viewer.ts";

export const metadata: Metadata = { title: "Suspended" };

/** What members of a suspended tenant see in place of its pages. */
export default async function Suspended({ params }: { params: Promise<{ tenant: string }> }) {
  const { tenant } = await params;
  const session = await currentSession();
  if (!session) redirect("/signin");
  const membership = findMembership(session, tenant);
  if (!membership) notFound();
  if (!membership.suspended) redirect(`/t/${encodeURIComponent(tenant)}`);
  const others = session.memberships.filter((one) => !one.suspended);
  return (
    <main>
      <Notice
        isPage
        title={`${membership.name} is suspended`}
        action={
          <>
            {others.map((one) => (
              <Link key={one.slug} href={`/t/${one.slug}`}>
                Go to {one.name}
              </Link>
            ))}
            <Link href="/account">Your account</Link>
          </>
        }
      >
        <p>
          Nobody can see or change anything in it until whoever runs this Sealtrail resumes it. Its events are kept and
          stay sealed; members, roles and keys are as they were.
        </p>
        <p>Ask the operator of this Sealtrail, who suspended it and knows the reason.</p>
      </Notice>
    </main>
  );
}
