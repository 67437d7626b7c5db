"use client";
import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import type { Key } from "#server/keys/index.ts";
import { useNowMs } from "../frame/clock.tsx";
import { useLeaveGuard } from "../roles/use-leave-guard.tsx";
import type { KeyActs } from "./key-acts.ts";
import { type KeyChoices, rightsOfRole } from "./key-choices.ts";
import { changesOf, draftOfKey } from "./key-draft.ts";
import { KeyForm, KeyHeader, SaveButton } from "./key-form.tsx";
import classes from "./keys.module.css";
import { useKeyForm } from "./use-key-form.ts";

interface Props {
  tenant: { slug: string; timeZone: string };
  saved: Key;
  choices: KeyChoices;
  saveKey: KeyActs["saveKey"];
}

/** Changes what a key is for, does, sees and may use; its kind and its secret stay. */
export function EditKeyScreen({ tenant, saved, choices, saveKey }: Props) {
  const router = useRouter();
  const nowMs = useNowMs();
  const [isDone, setDone] = useState(false);
  const start = draftOfKey(saved, tenant.timeZone);
  const path = `/t/${tenant.slug}/keys/${saved.id}`;
  const form = useKeyForm(
    start,
    (draft) => {
      const roleRights = rightsOfRole(choices.roles, draft.role);
      const frame = { timeZone: tenant.timeZone, nowMs, keyDays: choices.keyDays, roleRights };
      return saveKey(tenant.slug, { id: saved.id, updatedAt: saved.updatedAt, ...changesOf(start, draft, frame) });
    },
    () => {
      setDone(true);
      notifications.show({ message: "Saved. It holds from the key’s next request on." });
      router.push(path);
      router.refresh();
    },
  );
  const frame = { timeZone: tenant.timeZone, nowMs, keyDays: choices.keyDays, roleRights: [] };
  const isDirty = !isDone && Object.keys(changesOf(start, form.draft, frame)).length > 0;
  const leaveDialog = useLeaveGuard(isDirty);
  return (
    <>
      <KeyHeader
        tenant={tenant.slug}
        title="Edit"
        crumbs={[
          <span key="slash" aria-hidden="true">
            /
          </span>,
          <Link key="key" href={path} className={classes.crumb}>
            {saved.name}
          </Link>,
        ]}
      />
      <KeyForm
        label={`Key ${saved.name}`}
        tenant={tenant}
        form={form}
        choices={choices}
        status={isDirty ? "Not saved yet." : "No changes."}
        buttons={
          <>
            {isDirty ? (
              <Button size="xs" variant="default" onClick={() => form.edit(start)} disabled={form.isSaving}>
                Undo changes
              </Button>
            ) : null}
            <SaveButton label="Save" isSaving={form.isSaving} isDisabled={!isDirty} />
          </>
        }
      />
      {leaveDialog}
    </>
  );
}
