"use client";
import { useState } from "react";
import type { FormAnswer } from "../ui/form-state.ts";
import { useAct } from "../ui/use-act.ts";
import { type KeyDraft, partsOf } from "./key-draft.ts";

/** A draft that is saved by a server action; what is wrong with a part is said until that part is edited. */
export function useKeyForm<T>(
  start: KeyDraft,
  save: (draft: KeyDraft) => Promise<FormAnswer<T>>,
  onSaved: (value: T) => void,
) {
  const [draft, setDraft] = useState(start);
  const [edited, setEdited] = useState<ReadonlySet<keyof KeyDraft>>(new Set());
  const { act, isBusy, fault } = useAct(() => save(draft), onSaved);
  const isOpen = ({ path }: { path: string }) => !partsOf(path).some((part) => edited.has(part));
  const fields = fault?.fields.filter(isOpen) ?? [];
  const isSettled = fault !== null && fault.fields.length > 0 && fields.length === 0;
  return {
    draft,
    edit: (part: Partial<KeyDraft>) => {
      setDraft((now) => ({ ...now, ...part }));
      setEdited((now) => new Set([...now, ...(Object.keys(part) as (keyof KeyDraft)[])]));
    },
    submit: () => {
      setEdited(new Set());
      act();
    },
    isSaving: isBusy,
    /** What the server refused last, whatever was edited since. */
    refusal: fault,
    fault: fault && !isSettled ? { code: "invalid", message: fault.message, fields } : null,
    /** What is wrong with a field or with something below it. */
    faultOf: (path: string) => {
      const found = fields.find((one) => one.path === path || one.path.startsWith(`${path}.`));
      return found && { ...found, index: Number(found.path.slice(path.length + 1).split(".")[0] || Number.NaN) };
    },
  };
}
export type KeyForm = ReturnType<typeof useKeyForm>;
