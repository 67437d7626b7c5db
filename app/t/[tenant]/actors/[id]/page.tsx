import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { ActorScreen } from "#components/profiles/actor-screen.tsx";
import { ProfileRefusal } from "#components/profiles/profile-refusal.tsx";
import { getActorProfile } from "#server/profiles/index.ts";
import { openAlertsAbout } from "../../../../_entry/alerts-page.ts";
import { attempt, refusalOf } from "../../../../_entry/fault.ts";
import { type ProfilePageProps, profileAddress, roleOfMember } from "../../../../_entry/profile-page.ts";
import { viewer } from "../../../../_entry/viewer.ts";

export const metadata: Metadata = { title: "Actor" };

export default async function Actor(props: ProfilePageProps) {
  const { path, input, type, range } = await profileAddress("actors", props);
  const person = await viewer(props.params, path);
  const { context, membership, permissions } = person;
  const { value, fault } = await attempt(context.origin.endpoint ?? "", () => getActorProfile(context, input));
  if (fault?.code === "not_found") notFound();
  if (fault?.fields.some((field) => field.path === "masked"))
    return <ProfileRefusal kind="actor" message={fault.message} />;
  if (fault) throw refusalOf(fault);
  return (
    <ActorScreen
      tenant={{ slug: membership.slug, timeZone: membership.timeZone }}
      profile={value}
      range={range}
      askedType={type}
      openAlerts={await openAlertsAbout(person, { type: value.type === "key" ? "key" : "actor", id: value.id })}
      memberRole={permissions.includes("members.read") ? await roleOfMember(context, value) : undefined}
    />
  );
}
