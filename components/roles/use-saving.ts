"use client";
import { notifications } from "@mantine/notifications";
import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import type { RoleDetail, RoleInput, RoleUpdate } from "#server/roles/index.ts";
import { useGuarded } from "../confirm/use-guarded.tsx";
import { type RoleDraft, sightOf } from "./role-draft.ts";
import type { SightFault } from "./use-preview.ts";

type Answer<T> = { value: T; fault?: never } | { value?: never; fault: SightFault };
export interface RoleActions {
  make: (tenant: string, input: RoleInput) => Promise<Answer<{ name: string }>>;
  change: (tenant: string, input: RoleUpdate) => Promise<Answer<{ name: string; updatedAt: string | null }>>;
  remove: (tenant: string, input: { role: string }) => Promise<Answer<void>>;
}

interface SavingInput {
  tenant: string;
  role: RoleDetail | null;
  /** Of a new one. */
  copiedFrom: string | undefined;
  draft: RoleDraft;
  save: RoleActions;
}

/** Saving, in two steps for a role that people have already; and deleting. */
export function useSaving({ tenant, role, copiedFrom, draft, save }: SavingInput) {
  const guarded = useGuarded();
  const router = useRouter();
  const [isSaving, setSaving] = useState(false);
  const [isCounting, startCounting] = useTransition();
  const [isAsking, setAsking] = useState(false);
  const [isDone, setDone] = useState(false);
  const [fault, setFault] = useState<SightFault | null>(null);
  const run = async <T>(act: () => Promise<Answer<T>>, then: (value: T) => void) => {
    setAsking(false);
    setSaving(true);
    const answer = await guarded(act);
    setSaving(false);
    setFault(answer.fault ?? null);
    if (answer.fault) return;
    setDone(true);
    then(answer.value as T);
  };
  const state = () => ({
    name: draft.name,
    description: draft.description,
    permissions: draft.permissions,
    ...sightOf(draft),
  });
  const show = (name: string, message: string) => {
    notifications.show({ message });
    router.push(`/t/${tenant}/roles/${encodeURIComponent(name)}`);
    router.refresh();
  };
  return {
    isSaving,
    isAsking,
    isCounting,
    isDone,
    fault,
    faultOf: (path: string) => fault?.fields.find((one) => one.path === path)?.message,
    touched: () => {
      setFault(null);
      setDone(false);
    },
    cancel: () => setAsking(false),
    submit: () => {
      if (role) {
        // Who has the role may have changed since the page was made, and the dialog says how many are affected.
        startCounting(() => router.refresh());
        return setAsking(true);
      }
      const made = { ...state(), ...(copiedFrom === undefined ? {} : { copiedFrom }) };
      void run(
        () => save.make(tenant, made),
        ({ name }) => show(name, `The role ${name} was made.`),
      );
    },
    confirmed: () => {
      if (!role) return;
      const changed = { ...state(), role: role.name, ...(role.updatedAt ? { updatedAt: role.updatedAt } : {}) };
      void run(
        () => save.change(tenant, changed),
        ({ name }) => show(name, "Saved. It holds from now on, everywhere."),
      );
    },
    remove: () => {
      if (!role) return;
      void run(
        () => save.remove(tenant, { role: role.name }),
        () => {
          notifications.show({ message: `The role ${role.name} was deleted.` });
          router.push(`/t/${tenant}/roles`);
          router.refresh();
        },
      );
    },
  };
}
