import type { Metadata } from "next";
import { IntegrityScreen } from "#components/integrity/integrity-screen.tsx";
import { getLedgerSeal } from "#server/proofs/index.ts";
import { runtime } from "#server/runtime.ts";
import { attempt, refusalOf } from "../../../_entry/fault.ts";
import { viewer } from "../../../_entry/viewer.ts";

export const metadata: Metadata = { title: "Integrity" };

export default async function Integrity({ params }: { params: Promise<{ tenant: string }> }) {
  const { context, membership } = await viewer(params, "/integrity");
  const { value, fault } = await attempt(context.origin.endpoint ?? "", () => getLedgerSeal(context));
  if (fault) throw refusalOf(fault);
  return (
    <IntegrityScreen
      seal={value}
      tenant={{ slug: membership.slug, timeZone: membership.timeZone }}
      url={runtime().env.url}
    />
  );
}
