import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { RuleEditor } from "#components/rules/rule-editor.tsx";
import { RuleSheet } from "#components/rules/rule-sheet.tsx";
import { getRule } from "#server/detection/index.ts";
import { attempt, refusalOf } from "../../../../_entry/fault.ts";
import { viewer } from "../../../../_entry/viewer.ts";
import { RULE_ACTS } from "../rule-acts.ts";

export const metadata: Metadata = { title: "Rule" };

export default async function RulePage({ params }: { params: Promise<{ tenant: string; rule: string }> }) {
  const { rule: id } = await params;
  const { context, session, membership, permissions } = await viewer(params, `/rules/${encodeURIComponent(id)}`);
  const { value: rule, fault } = await attempt(context.origin.endpoint ?? "", () => getRule(context, { id }));
  if (fault?.code === "not_found") notFound();
  if (fault) throw refusalOf(fault);
  const tenant = { slug: membership.slug, timeZone: membership.timeZone };
  if (!permissions.includes("rules.manage")) return <RuleSheet tenant={tenant} of={rule} />;
  return (
    <RuleEditor
      key={`${rule.id} ${rule.updatedAt}`}
      tenant={tenant}
      person={session.person.id}
      saved={rule}
      query=""
      acts={RULE_ACTS}
    />
  );
}
