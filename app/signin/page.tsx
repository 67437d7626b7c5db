import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { SignInCard } from "#components/signin/sign-in-card.tsx";
import { readDemo } from "../_entry/demo.ts";
import { ownPath } from "../_entry/own-path.ts";
import { signOutNow } from "../_entry/sign-out.ts";
import { currentSession } from "../_entry/viewer.ts";

export const metadata: Metadata = { title: "Sign in" };

type Search = Promise<Record<string, string | string[] | undefined>>;

export default async function SignIn({ searchParams }: { searchParams: Search }) {
  const callbackPath = ownPath((await searchParams).callbackUrl);
  const session = await currentSession();
  if (session && session.memberships.length > 0) redirect(callbackPath);
  const demo = await readDemo();
  return (
    <SignInCard
      callbackPath={callbackPath}
      withoutTenant={session ? session.person.email : null}
      signOut={signOutNow}
      demoUsers={
        demo?.users.map((user) => ({
          ...user,
          tenantName: demo.tenants.find((tenant) => tenant.slug === user.tenant)?.name ?? null,
        })) ?? null
      }
    />
  );
}
