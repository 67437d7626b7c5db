import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { SignInCard } from "#components/signin/sign-in-card.tsx";
import { readDemo } from "../_entry/demo.ts";
import { signOutNow } from "../_entry/sign-out.ts";
import { currentSession } from "../_entry/viewer.ts";

export const metadata: Metadata = { title: "Sign in" };

type Search = Promise<Record<string, string | string[] | undefined>>;

/** Only a path of this site: never `//host`, a backslash or another scheme. */
function ownPath(value: unknown): string {
  if (typeof value !== "string" || !/^\/(?![/\\])[^\\\s]*$/.test(value)) return "/";
  const base = "http://own.invalid";
  const url = URL.canParse(value, base) ? new URL(value, base) : undefined;
  return url?.origin === base && !url.pathname.startsWith("/signin") ? value : "/";
}

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
