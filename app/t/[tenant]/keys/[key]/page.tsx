import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { KeyScreen } from "#components/keys/key-screen.tsx";
import { getKey } from "#server/keys/index.ts";
import { runtime } from "#server/runtime.ts";
import { openAlertsAbout } from "../../../../_entry/alerts-page.ts";
import { attempt, refusalOf } from "../../../../_entry/fault.ts";
import { queryOfKey, rightsInWords, trailOfKey } from "../../../../_entry/key-trail.ts";
import { viewer } from "../../../../_entry/viewer.ts";
import { cut, issueKey, resume, revoke, rotate, saveKey } from "../actions.ts";

export const metadata: Metadata = { title: "Key" };

export default async function KeyPage({ params }: { params: Promise<{ tenant: string; key: string }> }) {
  const { key: id } = await params;
  const person = await viewer(params, `/keys/${encodeURIComponent(id)}`);
  const { context, membership, permissions } = person;
  const { value, fault } = await attempt(context.origin.endpoint ?? "", async () => {
    const key = await getKey(context, { id });
    const trail = permissions.includes("events.read") ? await trailOfKey(context, key.id) : null;
    return { key, trail, query: await queryOfKey(person, key) };
  });
  if (fault?.code === "not_found") notFound();
  if (fault) throw refusalOf(fault);
  return (
    <KeyScreen
      key={value.key.id}
      tenant={{ slug: membership.slug, timeZone: membership.timeZone }}
      url={runtime().env.url}
      saved={value.key}
      rights={rightsInWords(value.key.permissions)}
      permissions={permissions}
      trail={value.trail}
      query={value.query}
      openAlerts={await openAlertsAbout(person, { type: "key", id: value.key.id })}
      acts={{ issueKey, saveKey, rotate, cut, revoke, resume }}
    />
  );
}
