"use client";
import { Button } from "@mantine/core";
import Link from "next/link";
import { type ReactNode, useEffect, useMemo, useRef } from "react";
import { sightOf } from "../roles/role-draft.ts";
import { ScopeEditor } from "../roles/scope-editor.tsx";
import { usePreview } from "../roles/use-preview.ts";
import page from "../ui/page.module.css";
import type { KeyChoices } from "./key-choices.ts";
import { KeyEffect } from "./key-effect.tsx";
import classes from "./keys.module.css";
import { LimitsFields } from "./limits-fields.tsx";
import { PurposeFields } from "./purpose-fields.tsx";
import { RightsFields } from "./rights-fields.tsx";
import { TimeFields } from "./time-fields.tsx";
import type { KeyForm as FormOfKey } from "./use-key-form.ts";

interface Props {
  /** Names the form for screen readers. */
  label: string;
  tenant: { slug: string; timeZone: string };
  form: FormOfKey;
  choices: KeyChoices;
  /** Choosing the kind, for a new key. */
  kindFields?: ReactNode;
  /** What the footer says while nothing is wrong. */
  status: string;
  buttons: ReactNode;
}

/** The form of a key in its sections, and beside it what the key would do and see. */
export function KeyForm({ label, tenant, form, choices, kindFields, status, buttons }: Props) {
  const { draft, edit } = form;
  const isProviding = draft.kind === "provisioning";
  const input = useMemo(() => (isProviding ? { ...sightOf(draft), role: draft.role } : null), [isProviding, draft]);
  const preview = usePreview(tenant.slug, input);
  const words = preview.isStale ? null : (preview.sight?.words ?? null);
  const scopeFault = preview.fault?.code === "invalid" ? preview.fault : form.fault;
  const element = useFaultFocus(form.refusal);
  return (
    <form
      ref={element}
      className={classes.columns}
      aria-label={label}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        form.submit();
      }}
    >
      <div className={classes.main}>
        {kindFields}
        <PurposeFields form={form} owners={choices.owners} />
        {draft.kind === "ingest" ? null : <RightsFields form={form} choices={choices} />}
        {isProviding ? (
          <ScopeEditor
            draft={draft}
            choices={choices}
            fault={scopeFault}
            words={words}
            unscoped="the key sees all that its role sees"
            onDraft={edit}
          />
        ) : null}
        <LimitsFields form={form} usual={choices.requestsPerMinute[draft.kind]} />
        <TimeFields form={form} timeZone={tenant.timeZone} keyDays={choices.keyDays} />
      </div>
      <aside className={classes.aside} aria-label="Effect">
        <KeyEffect draft={draft} choices={choices} preview={preview} words={words} timeZone={tenant.timeZone} />
      </aside>
      <div className={classes.footer}>
        <span aria-live="polite" className={form.fault ? classes.fault : classes.faint}>
          {form.fault?.message ?? status}
        </span>
        <span className={classes.gap} />
        {buttons}
      </div>
    </form>
  );
}

/** Leads to the first field that the server refused. */
function useFaultFocus(fault: object | null) {
  const element = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (fault) element.current?.querySelector<HTMLElement>("[aria-invalid='true']")?.focus();
  }, [fault]);
  return element;
}

/** The way back to the keys, and what the page is about. */
export function KeyHeader({ tenant, crumbs = [], title }: { tenant: string; crumbs?: ReactNode[]; title: string }) {
  return (
    <header className={page.header}>
      <Link href={`/t/${tenant}/keys`} className={classes.crumb}>
        Keys
      </Link>
      {crumbs}
      <span aria-hidden="true">/</span>
      <h1>{title}</h1>
    </header>
  );
}

export function SaveButton({
  label,
  isSaving,
  isDisabled,
}: {
  label: string;
  isSaving: boolean;
  isDisabled?: boolean;
}) {
  return (
    <Button size="xs" type="submit" loading={isSaving} disabled={isDisabled ?? false}>
      {label}
    </Button>
  );
}
