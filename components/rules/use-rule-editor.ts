"use client";
import { useRef, useState } from "react";
import type { Rule } from "#server/detection/index.ts";
import { useGuarded } from "../confirm/use-guarded.tsx";
import type { FormFault } from "../ui/form-state.ts";
import type { RuleActs } from "./rule-acts.ts";
import {
  type DraftFault,
  draftFaults,
  draftOf,
  type RuleDraft,
  type RuleText,
  ruleOf,
  trialKey,
} from "./rule-draft.ts";
import { faultInText, readText, type TextFault, writeText } from "./rule-text.ts";
import { rememberTried, triedRules } from "./tried-rules.ts";
import { useTrial } from "./use-trial.ts";

export type EditorMode = "form" | "text";

interface Options {
  tenant: { slug: string; timeZone: string };
  saved: Rule | null;
  start: RuleDraft;
  acts: RuleActs;
  onSaved: (rule: Rule) => void;
}

const INCOMPLETE = "Something is missing or cannot be read: see what is marked.";

/** A rule while it is being written, as form or as text: both are views of one draft. */
export function useRuleEditor({ tenant, saved, start, acts, onSaved }: Options) {
  const guarded = useGuarded();
  const [draft, setDraft] = useState(start);
  const [mode, setMode] = useState<EditorMode>("form");
  const [text, setText] = useState("");
  const [textFault, setTextFault] = useState<TextFault | null>(null);
  const [isAsked, setAsked] = useState(false);
  const [isSaving, setSaving] = useState(false);
  const [refusal, setRefusal] = useState<FormFault | null>(null);
  const [triedKey, setTriedKey] = useState<string | null>(null);
  const asked = useRef("");
  const written = useRef("");
  const trial = useTrial(tenant.slug, acts, () => {
    rememberTried(tenant.slug, asked.current);
    setTriedKey(asked.current);
  });

  const faults = draftFaults(draft);
  const rule = ruleOf(draft);
  const key = trialKey(rule);
  const isChanged = JSON.stringify(rule) !== JSON.stringify(ruleOf(start));

  /** The rule as it stands in the mode that is open; undefined where it is none yet, which is then said. */
  function current(): RuleText | undefined {
    setRefusal(null);
    if (mode === "form") {
      setAsked(true);
      if (faults.length === 0) return rule;
      setRefusal({ message: INCOMPLETE, fields: [] });
      return undefined;
    }
    return taken()?.rule;
  }
  /** Takes the text over into the draft, or says what is wrong with it. */
  function taken(): { rule: RuleText } | undefined {
    const read = readText(text);
    setTextFault(read.fault ?? null);
    if (!read.rule) return undefined;
    setDraft(draftOf(read.rule, draft));
    return { rule: read.rule };
  }
  async function save(isOn: boolean | undefined) {
    const now = current();
    if (!now || isSaving) return;
    setSaving(true);
    const on = isOn === undefined ? {} : { isOn };
    const answer = await guarded(() =>
      saved
        ? acts.updateRule(tenant.slug, { id: saved.id, updatedAt: saved.updatedAt, ...now, ...on })
        : acts.createRule(tenant.slug, { ...now, ...on }),
    );
    setSaving(false);
    if (!answer.fault) return onSaved(answer.value);
    setRefusal(answer.fault);
    const named = answer.fault.fields.map((one) => faultInText(text, one)).find((one) => one !== undefined);
    if (mode === "text") setTextFault(named ?? null);
  }
  return {
    draft,
    mode,
    text,
    textFault,
    rule,
    refusal,
    isSaving,
    isChanged,
    trial,
    /** What stands here was tried in this tab. */
    isTried: triedKey === key || triedRules(tenant.slug).includes(key),
    isTrialCurrent: triedKey === key,
    isUnreadable: faults.some(({ path }) => path.endsWith("query") && path !== "suppression.query"),
    edit(part: Partial<RuleDraft>) {
      setRefusal(null);
      setDraft((now) => ({ ...now, ...part }));
    },
    write(next: string) {
      setRefusal(null);
      setText(next);
      const read = readText(next);
      setTextFault(read.fault ?? null);
      if (read.rule) setDraft((now) => draftOf(read.rule!, now));
    },
    show(next: EditorMode) {
      if (next === mode) return;
      if (next === "text") {
        written.current = writeText(rule);
        setText(written.current);
      } else if (text !== written.current && !taken()) return;
      setTextFault(null);
      setMode(next);
    },
    faultOf(path: string): DraftFault | undefined {
      const found = [...faults.filter((one) => isAsked || one.path.endsWith("query")), ...(refusal?.fields ?? [])];
      return found.find((one) => one.path === path || one.path.startsWith(`${path}.`));
    },
    subject() {
      const now = current();
      if (!now) return undefined;
      asked.current = trialKey(now);
      return { rule: { ...now, name: now.name || "Unnamed" } };
    },
    save,
  };
}
export type RuleEditorState = ReturnType<typeof useRuleEditor>;
