"use client";
import { Button, Textarea, TextInput } from "@mantine/core";
import Link from "next/link";
import { useMemo, useState } from "react";
import type { RolePermission } from "#server/access/index.ts";
import type { RoleDetail } from "#server/roles/index.ts";
import page from "../ui/page.module.css";
import { type RightGroups, RightMatrix } from "./right-matrix.tsx";
import { differenceWords, draftOf, isSameDraft, type RoleDraft, rightsBetween, sightOf } from "./role-draft.ts";
import { RoleUse } from "./role-use.tsx";
import classes from "./roles.module.css";
import { SaveDialog } from "./save-dialog.tsx";
import { type ScopeChoices, ScopeEditor } from "./scope-editor.tsx";
import { SightPanel } from "./sight-panel.tsx";
import { useLeaveGuard } from "./use-leave-guard.tsx";
import { type SightFault, usePreview } from "./use-preview.ts";
import { type RoleActions, useSaving } from "./use-saving.ts";

export interface EditorChoices extends ScopeChoices {
  groups: RightGroups;
  /** What the person at the form may grant. */
  own: readonly RolePermission[];
}

interface Props {
  tenant: { slug: string; timeZone: string };
  /** The role as it is; null for a new one. */
  saved: RoleDetail | null;
  start: RoleDraft;
  base: { name: string; permissions: readonly RolePermission[] } | null;
  choices: EditorChoices;
  mayManage: boolean;
  save: RoleActions;
}

/** A role with its rights, what it shows, and who has it; to change for whoever may, else to look at. */
export function RoleEditor({ tenant, saved: role, start, base, choices, mayManage, save }: Props) {
  const [draft, setDraft] = useState(start);
  const beyond = role ? role.permissions.filter((right) => !choices.own.includes(right)) : [];
  const isEditable = mayManage && !role?.system && beyond.length === 0;
  const sight = useMemo(() => sightOf(draft), [draft]);
  const preview = usePreview(tenant.slug, sight);
  const form = useSaving({ tenant: tenant.slug, role, copiedFrom: base?.name, draft, save });
  const isDirty = isEditable && !form.isDone && !isSameDraft(start, draft);
  const leaveDialog = useLeaveGuard(isDirty);
  const fault = preview.fault?.code === "invalid" ? preview.fault : form.fault;
  const words = preview.isStale ? null : (preview.sight?.words ?? null);
  const edit = (part: Partial<RoleDraft>) => {
    form.touched();
    setDraft((now) => ({ ...now, ...part }));
  };
  const onDraft = isEditable ? edit : undefined;
  return (
    <>
      <header className={page.header}>
        <Link href={`/t/${tenant.slug}/roles`} className={classes.crumb}>
          Roles
        </Link>
        <span aria-hidden="true">/</span>
        <h1>{role?.name ?? "New role"}</h1>
        <span className={classes.gap} />
        {role && mayManage ? (
          <Button
            component={Link}
            href={`/t/${tenant.slug}/roles/new?from=${encodeURIComponent(role.name)}`}
            size="xs"
            variant="default"
          >
            Copy this role
          </Button>
        ) : null}
      </header>
      <form
        className={classes.columns}
        aria-label={role ? `Role ${role.name}` : "New role"}
        onSubmit={(event) => {
          event.preventDefault();
          form.submit();
        }}
      >
        <div className={classes.main}>
          <Naming draft={draft} role={role} base={base} faultOf={form.faultOf} onDraft={onDraft} />
          <WhyReadOnly role={role} mayManage={mayManage} beyond={beyond} />
          <RightMatrix
            groups={choices.groups}
            held={draft.permissions}
            base={base}
            own={choices.own}
            onHeld={onDraft && ((permissions) => edit({ permissions }))}
          />
          {onDraft ? (
            <ScopeEditor draft={draft} choices={choices} fault={fault} words={words} onDraft={onDraft} />
          ) : (
            <section className={page.card} aria-labelledby="scope-title">
              <h2 id="scope-title">Events it sees</h2>
              <p>{role?.words}</p>
            </section>
          )}
          {role ? (
            <RoleUse
              tenant={tenant.slug}
              role={role}
              onRemove={isEditable ? () => form.remove() : undefined}
              isRemoving={form.isSaving}
            />
          ) : null}
        </div>
        <aside className={classes.aside} aria-label="Effect">
          <SightPanel title="What this role sees" preview={preview} timeZone={tenant.timeZone} />
        </aside>
        {isEditable ? (
          <Footer
            isNew={role === null}
            isDirty={isDirty}
            isSaving={form.isSaving}
            fault={form.fault}
            summary={base ? differenceWords(rightsBetween(base.permissions, draft.permissions), base.name) : ""}
            onReset={() => edit(start)}
          />
        ) : null}
      </form>
      {role ? (
        <SaveDialog
          isOpen={form.isAsking}
          isCounting={form.isCounting}
          role={role}
          before={draftOf(role)}
          after={draft}
          words={words}
          groups={choices.groups}
          onCancel={form.cancel}
          onSave={form.confirmed}
        />
      ) : null}
      {leaveDialog}
    </>
  );
}

function WhyReadOnly({ role, mayManage, beyond }: { role: RoleDetail | null; mayManage: boolean; beyond: string[] }) {
  if (role?.system)
    return (
      <p className={classes.note}>
        A system role is the same in every tenant and cannot be changed.{" "}
        {mayManage ? "Copy it to make one of your own." : ""}
      </p>
    );
  if (!mayManage) return <p className={classes.note}>To change roles, the right “Manage roles” is needed.</p>;
  if (beyond.length === 0) return null;
  return (
    <p className={classes.note}>
      This role allows {beyond.join(", ")}, which you do not have, so you cannot change it.
    </p>
  );
}

interface NamingProps {
  draft: RoleDraft;
  role: RoleDetail | null;
  base: { name: string } | null;
  faultOf: (path: string) => string | undefined;
  onDraft: ((part: Partial<RoleDraft>) => void) | undefined;
}

function Naming({ draft, role, base, faultOf, onDraft }: NamingProps) {
  const from = role?.copiedFrom ?? base?.name;
  if (role?.system) return <p className={classes.lead}>{role.description}</p>;
  return (
    <section className={page.card} aria-label="Name and description">
      <div className={classes.fields}>
        <TextInput
          label="Name"
          value={draft.name}
          onChange={(event) => onDraft?.({ name: event.currentTarget.value })}
          error={faultOf("name")}
          maxLength={60}
          readOnly={!onDraft}
          required
          withAsterisk={false}
          autoComplete="off"
        />
        <Textarea
          label="Description"
          value={draft.description}
          onChange={(event) => onDraft?.({ description: event.currentTarget.value.replaceAll("\n", " ") })}
          error={faultOf("description")}
          maxLength={500}
          readOnly={!onDraft}
          autosize
          minRows={1}
          maxRows={4}
        />
      </div>
      {from ? (
        <p>
          Copied from {from}
          {base ? "" : ", which is not there any more"}.
        </p>
      ) : null}
    </section>
  );
}

interface FooterProps {
  isNew: boolean;
  isDirty: boolean;
  isSaving: boolean;
  fault: SightFault | null;
  summary: string;
  onReset: () => void;
}

function Footer({ isNew, isDirty, isSaving, fault, summary, onReset }: FooterProps) {
  return (
    <div className={classes.footer}>
      <span aria-live="polite" className={fault ? classes.fault : classes.faint}>
        {fault
          ? fault.message
          : isDirty
            ? `${summary ? `${summary}. ` : ""}Not saved yet.`
            : isNew
              ? summary
              : "No changes."}
      </span>
      <span className={classes.gap} />
      {isDirty && !isNew ? (
        <Button size="xs" variant="default" onClick={onReset} disabled={isSaving}>
          Undo changes
        </Button>
      ) : null}
      <Button size="xs" type="submit" loading={isSaving} disabled={!isNew && !isDirty}>
        {isNew ? "Make role" : "Save…"}
      </Button>
    </div>
  );
}
