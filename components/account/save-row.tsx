"use client";
import { Button } from "@mantine/core";
import type { FormState } from "../ui/form-state.ts";
import classes from "./account.module.css";

interface Props {
  form: FormState;
  label: string;
  /** Said after saving. */
  saved?: string;
  isDisabled?: boolean;
}

export function SaveRow({ form, label, saved = "Saved.", isDisabled = false }: Props) {
  return (
    <div className={classes.foot}>
      <Button type="submit" size="xs" loading={form.isSaving} disabled={isDisabled}>
        {label}
      </Button>
      <span role="status" className={classes.saved}>
        {form.isSaved ? saved : ""}
      </span>
      <span role="alert" className={classes.fault}>
        {form.fault?.message}
      </span>
    </div>
  );
}
