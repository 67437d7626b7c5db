"use client";
import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useEffect, useMemo, useRef, useState } from "react";
import type { Rule } from "#server/detection/index.ts";
import type { Entity } from "#server/findings/index.ts";
import { useLeaveGuard } from "../roles/use-leave-guard.tsx";
import page from "../ui/page.module.css";
import classes from "./editor.module.css";
import type { RuleActs } from "./rule-acts.ts";
import { type RuleDialog, RuleDialogs } from "./rule-dialogs.tsx";
import { draftOf, newDraft, withException } from "./rule-draft.ts";
import { exceptionTerm } from "./rule-exceptions.ts";
import { RuleForm } from "./rule-form.tsx";
import { RulePreview } from "./rule-preview.tsx";
import { RuleHealthLine, RuleState } from "./rule-state.tsx";
import shared from "./rules.module.css";
import { TrialPanel } from "./trial-panel.tsx";
import { useRuleEditor } from "./use-rule-editor.ts";
import { useRulePreview } from "./use-rule-preview.ts";

interface Props {
  tenant: { slug: string; timeZone: string };
  person: string;
  /** Null for a new one. */
  saved: Rule | null;
  /** What a new one looks for. */
  query: string;
  acts: RuleActs;
}

/** A rule, new or changed: what it looks for, what fits of late, and what it would have found before it may wake anybody. */
export function RuleEditor({ tenant, person, saved, query, acts }: Props) {
  const router = useRouter();
  const [dialog, setDialog] = useState<RuleDialog | null>(null);
  const [isLeaving, setLeaving] = useState(false);
  const start = useMemo(() => (saved ? draftOf(saved) : newDraft(query)), [saved, query]);
  const editor = useRuleEditor({ tenant, saved, start, acts, onSaved });
  const { draft, isTried, isChanged, refusal } = editor;
  const steps = draft.kind === "sequence" ? draft.steps : draft.steps.slice(0, 1);
  const sights = useRulePreview(
    tenant,
    steps.map((step) => step.query.trim()),
    steps.length > 1 ? 2 : 5,
  );
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (refusal) form.current?.querySelector<HTMLElement>("[aria-invalid='true']")?.focus();
  }, [refusal]);
  const leaveDialog = useLeaveGuard((isChanged || (!saved && query !== "")) && !isLeaving, {
    title: "Leave without saving the rule?",
    text: "What you changed here is not saved, and would be lost.",
  });
  function onSaved(rule: Rule) {
    setDialog(null);
    notifications.show({ message: `${rule.name} is saved, and ${rule.isOn ? "on" : "off"}.` });
    if (saved) return router.refresh();
    setLeaving(true);
    router.push(`/t/${tenant.slug}/rules/${rule.id}`);
  }
  const isOn = (saved?.isOn ?? false) && saved?.pausedAt === null;
  /** Asks first where what would run was not tried. */
  const saveOn = () => (isTried ? void editor.save(true) : setDialog("untried"));
  const except = (entity: Entity) =>
    editor.edit({ except: withException(draft.except, exceptionTerm(entity, draft.groupBy)!) });
  const mayExcept = editor.mode === "form";
  return (
    <>
      <header className={page.header}>
        <Link href={`/t/${tenant.slug}/rules`} className={shared.crumb}>
          Rules
        </Link>
        <span aria-hidden="true">/</span>
        <h1>{saved ? saved.name : "New rule"}</h1>
        {saved ? <RuleState of={saved} /> : null}
        <span className={shared.gap} />
        {saved ? <RuleHealthLine of={saved} timeZone={tenant.timeZone} /> : null}
      </header>
      <form
        ref={form}
        className={classes.columns}
        aria-label={saved ? saved.name : "New rule"}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (isOn) saveOn();
          else void editor.save(undefined);
        }}
      >
        <RuleForm editor={editor} place={{ tenant, person, rows: sights.flatMap(({ found }) => found?.rows ?? []) }} />
        <aside className={classes.aside} aria-label="Effect">
          <RulePreview tenant={tenant} sights={sights} isUnreadable={editor.isUnreadable} />
          <TrialPanel
            tenant={tenant}
            control={editor.trial}
            subject={editor.subject}
            isCurrent={editor.isTrialCurrent}
            mayExcept={(entity) => mayExcept && exceptionTerm(entity, draft.groupBy) !== undefined}
            onExcept={except}
          />
        </aside>
        <div className={classes.footer}>
          <span aria-live="polite" className={refusal ? shared.fault : shared.faint}>
            {refusal ? refusalText(refusal) : isTried ? "Tried as it stands." : "Not tried as it stands."}
          </span>
          <span className={shared.gap} />
          {saved ? (
            <Button size="xs" variant="outline" color="red" onClick={() => setDialog("delete")}>
              Delete
            </Button>
          ) : null}
          {isOn ? (
            <Button size="xs" variant="default" onClick={() => void editor.save(false)}>
              Switch off
            </Button>
          ) : (
            <Button size="xs" variant={isTried ? "filled" : "default"} onClick={saveOn}>
              {saved && !isChanged ? (saved.pausedAt ? "Resume" : "Switch on") : "Save and switch on"}
            </Button>
          )}
          <Button size="xs" type="submit" variant={isTried && !isOn ? "default" : "filled"} loading={editor.isSaving}>
            Save
          </Button>
        </div>
      </form>
      <RuleDialogs
        dialog={dialog}
        tenant={tenant.slug}
        saved={saved}
        isOn={isOn}
        acts={acts}
        onSave={(on) => {
          setDialog(null);
          void editor.save(on);
        }}
        onDeleted={() => {
          setLeaving(true);
          router.push(`/t/${tenant.slug}/rules`);
        }}
        onClose={() => setDialog(null)}
      />
      {leaveDialog}
    </>
  );
}

const refusalText = ({ message, fields }: { message: string; fields: { message: string }[] }) =>
  fields.length === 1 && !message.includes(fields[0]!.message) ? `${message} ${fields[0]!.message}` : message;
