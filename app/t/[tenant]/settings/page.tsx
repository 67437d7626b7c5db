import type { Metadata } from "next";
import { LeaveCard } from "#components/members/leave-card.tsx";
import { SettingsScreen } from "#components/settings/settings-screen.tsx";
import { getKeyPolicy } from "#server/keys/index.ts";
import { getTenant } from "#server/tenants/index.ts";
import { attempt, refusalOf } from "../../../_entry/fault.ts";
import { viewer } from "../../../_entry/viewer.ts";
import { savePolicy } from "../keys/actions.ts";
import { leave } from "../members/actions.ts";
import { saveSettings, saveSignInPolicy } from "./actions.ts";

export const metadata: Metadata = { title: "Settings" };

export default async function Settings({ params }: { params: Promise<{ tenant: string }> }) {
  const { context, membership, permissions } = await viewer(params, "/settings");
  const { value, fault } = await attempt(context.origin.endpoint ?? "", async () => ({
    settings: await getTenant(context),
    keyPolicy: permissions.includes("keys.read") ? await getKeyPolicy(context) : null,
  }));
  if (fault) throw refusalOf(fault);
  return (
    <>
      <SettingsScreen
        settings={value.settings}
        keyPolicy={value.keyPolicy}
        mayChange={permissions.includes("tenant.update")}
        mayChangePolicy={permissions.includes("tenant.security")}
        mayChangeKeys={permissions.includes("keys.update")}
        saveSettings={saveSettings}
        saveSignInPolicy={saveSignInPolicy}
        saveKeyPolicy={savePolicy}
        timeZones={Intl.supportedValuesOf("timeZone")}
      />
      <LeaveCard tenant={{ slug: membership.slug, name: membership.name }} role={membership.role} leave={leave} />
    </>
  );
}
