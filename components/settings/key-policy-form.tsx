"use client";
import { Select } from "@mantine/core";
import { useState } from "react";
import type { KeyPolicy } from "#server/keys/index.ts";
import { type Save, useForm } from "../ui/form-state.ts";
import { plural } from "../ui/numbers.ts";
import page from "../ui/page.module.css";
import { FormFooter } from "./form-footer.tsx";
import classes from "./settings.module.css";

interface Props {
  policy: KeyPolicy;
  isReadOnly: boolean;
  save: Save<KeyPolicy>;
}

const NEVER = "never";
const UNUSED_DAYS = [30, 60, 90, 180];
const REVIEW_DAYS = [30, 90, 180, 365];

const choices = (days: readonly number[], present: number | null) =>
  [...new Set([...days, ...(present === null ? [] : [present])])]
    .sort((a, b) => a - b)
    .map((one) => ({ value: `${one}`, label: plural(one, "day") }));

/** What holds for all keys of the tenant, and how often access is reviewed. */
export function KeyPolicyForm({ policy, isReadOnly, save }: Props) {
  const [unused, setUnused] = useState(policy.unusedDays === null ? NEVER : `${policy.unusedDays}`);
  const [review, setReview] = useState(`${policy.reviewDays}`);
  const form = useForm(save, () => ({
    unusedDays: unused === NEVER ? null : Number(unused),
    reviewDays: Number(review),
  }));
  const set = (change: (value: string) => void) => (value: string | null) => {
    if (value === null) return;
    form.touched();
    change(value);
  };
  return (
    <form
      className={page.card}
      aria-labelledby="keys-title"
      onSubmit={(event) => {
        event.preventDefault();
        form.submit();
      }}
    >
      <h2 id="keys-title">Keys</h2>
      <p>
        A suspended key is refused until somebody resumes it. In an access review each key and each member is confirmed
        or ended.
      </p>
      <div className={classes.fields}>
        <Select
          label="A key suspends itself when unused for"
          data={[...choices(UNUSED_DAYS, policy.unusedDays), { value: NEVER, label: "Never" }]}
          value={unused}
          onChange={set(setUnused)}
          readOnly={isReadOnly}
          allowDeselect={false}
          error={form.faultOf("unusedDays")}
        />
        <Select
          label="Access is reviewed every"
          data={choices(REVIEW_DAYS, policy.reviewDays)}
          value={review}
          onChange={set(setReview)}
          readOnly={isReadOnly}
          allowDeselect={false}
          error={form.faultOf("reviewDays")}
        />
      </div>
      <FormFooter form={form} isReadOnly={isReadOnly} needs="Change and rotate keys" />
    </form>
  );
}
