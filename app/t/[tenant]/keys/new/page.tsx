import type { Metadata } from "next";
import { newDraft } from "#components/keys/key-draft.ts";
import { NewKeyScreen } from "#components/keys/new-key-screen.tsx";
import { Notice } from "#components/ui/notice.tsx";
import type { TenantKeyKind } from "#server/keys/index.ts";
import { runtime } from "#server/runtime.ts";
import { attempt, refusalOf } from "../../../../_entry/fault.ts";
import { keyChoices } from "../../../../_entry/key-page.ts";
import { viewer } from "../../../../_entry/viewer.ts";
import { issueKey } from "../actions.ts";

export const metadata: Metadata = { title: "New key" };

interface Props {
  params: Promise<{ tenant: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function NewKey({ params, searchParams }: Props) {
  const asked = [(await searchParams).kind].flat()[0];
  const kind: TenantKeyKind = asked === "ingest" || asked === "management" ? asked : "provisioning";
  const person = await viewer(params, `/keys/new?kind=${kind}`);
  const { context, session, membership, permissions } = person;
  if (!permissions.includes("keys.create"))
    return (
      <Notice isPage title="Your role may not issue keys">
        The right “Issue keys” is needed.
      </Notice>
    );
  const { value: choices, fault } = await attempt(context.origin.endpoint ?? "", () => keyChoices(person));
  if (fault) throw refusalOf(fault);
  const frame = { timeZone: membership.timeZone, nowMs: runtime().clock.now().getTime(), keyDays: choices.keyDays };
  const least = choices.roles.find(({ name, refusal }) => name === "viewer" && !refusal)?.name ?? membership.role;
  const start = (of: TenantKeyKind, role: string) =>
    newDraft(of, { role, ownerId: session.person.id, requestsPerMinute: choices.requestsPerMinute[of] }, frame);
  return (
    <NewKeyScreen
      tenant={{ slug: membership.slug, timeZone: membership.timeZone }}
      url={runtime().env.url}
      kind={kind}
      starts={{
        provisioning: start("provisioning", least),
        ingest: start("ingest", membership.role),
        management: start("management", membership.role),
      }}
      choices={choices}
      issueKey={issueKey}
    />
  );
}
