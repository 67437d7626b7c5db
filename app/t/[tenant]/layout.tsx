import type { ReactNode } from "react";
import { Frame } from "#components/frame/frame.tsx";
import { getLedgerSeal } from "#server/proofs/index.ts";
import { alertBadge, drawnPermissions } from "../../_entry/alerts-page.ts";
import { Confirming } from "../../_entry/confirming.tsx";
import { attempt } from "../../_entry/fault.ts";
import { signOutNow } from "../../_entry/sign-out.ts";
import { findViewer } from "../../_entry/viewer.ts";

export default async function TenantLayout(props: { children: ReactNode; params: Promise<{ tenant: string }> }) {
  const { tenant } = await props.params;
  const endpoint = `GET /t/${tenant}`;
  const viewer = await findViewer(tenant, endpoint);
  // Without a viewer, and before a bar, the page itself leads elsewhere.
  if (!viewer || viewer.context.bar) return <main>{props.children}</main>;
  const { session, membership, memberships, context } = viewer;
  const [seal, alerts] = await Promise.all([attempt(endpoint, () => getLedgerSeal(context)), alertBadge(viewer)]);
  return (
    <Frame
      tenant={{ slug: membership.slug, name: membership.name }}
      tenants={memberships.map(({ slug, name }) => ({ slug, name }))}
      person={{
        id: session.person.id,
        name: session.person.name,
        email: session.person.email,
        role: membership.role.replaceAll("_", " "),
        operator: session.person.operator,
      }}
      permissions={drawnPermissions(viewer)}
      signOut={signOutNow}
      seal={seal.value ?? null}
      alerts={alerts}
      nowMs={Date.now()}
    >
      <Confirming session={session}>{props.children}</Confirming>
    </Frame>
  );
}
