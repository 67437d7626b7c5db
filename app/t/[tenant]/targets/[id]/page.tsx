import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { ProfileRefusal } from "#components/profiles/profile-refusal.tsx";
import { TargetScreen } from "#components/profiles/target-screen.tsx";
import { getTargetProfile } from "#server/profiles/index.ts";
import { openAlertsAbout } from "../../../../_entry/alerts-page.ts";
import { attempt, refusalOf } from "../../../../_entry/fault.ts";
import { type ProfilePageProps, profileAddress } from "../../../../_entry/profile-page.ts";
import { viewer } from "../../../../_entry/viewer.ts";

export const metadata: Metadata = { title: "Target" };

export default async function Target(props: ProfilePageProps) {
  const { path, input, type, range } = await profileAddress("targets", props);
  const person = await viewer(props.params, path);
  const { context, membership } = person;
  const { value, fault } = await attempt(context.origin.endpoint ?? "", () => getTargetProfile(context, input));
  if (fault?.code === "not_found") notFound();
  if (fault?.fields.some((field) => field.path === "masked"))
    return <ProfileRefusal kind="target" message={fault.message} />;
  if (fault) throw refusalOf(fault);
  return (
    <TargetScreen
      tenant={{ slug: membership.slug, timeZone: membership.timeZone }}
      profile={value}
      range={range}
      askedType={type}
      openAlerts={await openAlertsAbout(person, { type: "target", id: value.id })}
    />
  );
}
