import type { Metadata } from "next";
import { RuleEditor } from "#components/rules/rule-editor.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { viewer } from "../../../../_entry/viewer.ts";
import { RULE_ACTS } from "../rule-acts.ts";

export const metadata: Metadata = { title: "New rule" };

interface Props {
  params: Promise<{ tenant: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function NewRule({ params, searchParams }: Props) {
  const q = [(await searchParams).q].flat()[0]?.trim() ?? "";
  const { session, membership, permissions } = await viewer(
    params,
    `/rules/new${q ? `?${new URLSearchParams({ q })}` : ""}`,
  );
  if (!permissions.includes("rules.manage"))
    return (
      <Notice isPage title="Your role may not make rules">
        The right “Manage rules” is needed.
      </Notice>
    );
  return (
    <RuleEditor
      tenant={{ slug: membership.slug, timeZone: membership.timeZone }}
      person={session.person.id}
      saved={null}
      query={q}
      acts={RULE_ACTS}
    />
  );
}
