"use client";
import { useRouter } from "next/navigation";
import { useState } from "react";
import type { IssuedKey, TenantKeyKind } from "#server/keys/index.ts";
import { useNowMs } from "../frame/clock.tsx";
import { useLeaveGuard } from "../roles/use-leave-guard.tsx";
import page from "../ui/page.module.css";
import type { KeyActs } from "./key-acts.ts";
import { type KeyChoices, rightsOfRole } from "./key-choices.ts";
import { type KeyDraft, newKeyOf, ofKind, rightsOf } from "./key-draft.ts";
import { KeyForm, KeyHeader, SaveButton } from "./key-form.tsx";
import { queryOfScope } from "./key-snippet.ts";
import { KindFields } from "./kind-fields.tsx";
import { TokenOnce } from "./token-once.tsx";
import { useKeyForm } from "./use-key-form.ts";

interface Props {
  tenant: { slug: string; timeZone: string };
  /** The server's address. */
  url: string;
  kind: TenantKeyKind;
  /** What the form begins with, for each kind. */
  starts: Record<TenantKeyKind, KeyDraft>;
  choices: KeyChoices;
  issueKey: KeyActs["issueKey"];
}

/** Issues a key, then shows its token this once. */
export function NewKeyScreen({ tenant, url, kind, starts, choices, issueKey }: Props) {
  const router = useRouter();
  const nowMs = useNowMs();
  const [issued, setIssued] = useState<IssuedKey | null>(null);
  const frameOf = ({ role }: KeyDraft) => ({
    timeZone: tenant.timeZone,
    nowMs,
    keyDays: choices.keyDays,
    roleRights: rightsOfRole(choices.roles, role),
  });
  const form = useKeyForm(starts[kind], (draft) => issueKey(tenant.slug, newKeyOf(draft, frameOf(draft))), setIssued);
  const { draft } = form;
  const isBegun = JSON.stringify(draft) !== JSON.stringify(starts[draft.kind]);
  const leaveDialog = useLeaveGuard(isBegun && !issued, {
    title: "Leave without issuing the key?",
    text: "What you entered here would be lost.",
  });
  if (issued)
    return (
      <>
        <KeyHeader tenant={tenant.slug} title={draft.name.trim()} />
        <div className={page.content}>
          <TokenOnce
            token={issued.token}
            url={url}
            kind={draft.kind}
            permissions={rightsOf(draft, frameOf(draft).roleRights)}
            query={queryOfScope(draft)}
            doneLabel="I have stored it: show the key"
            onDone={() => router.push(`/t/${tenant.slug}/keys/${issued.id}`)}
          />
        </div>
      </>
    );
  return (
    <>
      <KeyHeader tenant={tenant.slug} title="New key" />
      <KeyForm
        label="New key"
        tenant={tenant}
        form={form}
        choices={choices}
        kindFields={
          <KindFields kind={draft.kind} onKind={(next) => form.edit(ofKind(draft, starts[draft.kind], starts[next]))} />
        }
        status="The token is shown once, after this."
        buttons={<SaveButton label="Issue key" isSaving={form.isSaving} />}
      />
      {leaveDialog}
    </>
  );
}
