import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { EnrolScreen } from "#components/account/enrol-screen.tsx";
import { PassFactorScreen } from "#components/account/pass-factor-screen.tsx";
import { accountViewer } from "../../_entry/account.ts";
import { confirmIdentityNow } from "../../_entry/confirm.ts";
import { ownPath } from "../../_entry/own-path.ts";
import { enrol, propose } from "../actions.ts";

export const metadata: Metadata = { title: "Second factor" };

type Search = Promise<Record<string, string | string[] | undefined>>;

/** Adds a second factor, or asks for its code where the session has not passed it yet; then on to `next`. */
export default async function SecondFactor({ searchParams }: { searchParams: Search }) {
  const { next } = await searchParams;
  const nextPath = next === undefined ? "/account" : ownPath(next);
  const { session } = await accountViewer(`/account/second-factor?next=${encodeURIComponent(nextPath)}`);
  const { person, memberships } = session;
  const requiredBy = memberships.filter((one) => one.secondFactorRequired).map((one) => one.name);
  if (person.hasSecondFactor && session.secondFactor) redirect(nextPath);
  if (person.hasSecondFactor)
    return <PassFactorScreen requiredBy={requiredBy} nextPath={nextPath} confirm={confirmIdentityNow} />;
  return (
    <EnrolScreen email={person.email} requiredBy={requiredBy} nextPath={nextPath} propose={propose} enrol={enrol} />
  );
}
