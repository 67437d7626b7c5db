import type { Metadata } from "next";
import { KeysScreen } from "#components/keys/keys-screen.tsx";
import { listKeys } from "#server/keys/index.ts";
import { attempt, refusalOf } from "../../../_entry/fault.ts";
import { viewer } from "../../../_entry/viewer.ts";

export const metadata: Metadata = { title: "Keys" };

export default async function Keys({ params }: { params: Promise<{ tenant: string }> }) {
  const { context, membership, permissions } = await viewer(params, "/keys");
  const { value, fault } = await attempt(context.origin.endpoint ?? "", () => listKeys(context));
  if (fault) throw refusalOf(fault);
  return (
    <KeysScreen
      tenant={{ slug: membership.slug, timeZone: membership.timeZone }}
      keys={value}
      mayIssue={permissions.includes("keys.create")}
    />
  );
}
