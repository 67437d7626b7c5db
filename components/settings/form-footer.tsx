"use client";
import { Button } from "@mantine/core";
import type { FormState } from "../ui/form-state.ts";
import classes from "./settings.module.css";

/** The save button of a form with what became of the last saving; nothing for whoever may not save. */
export function FormFooter({ form, isReadOnly, needs }: { form: FormState; isReadOnly: boolean; needs: string }) {
  if (isReadOnly) return <p>To change this, the right “{needs}” is needed.</p>;
  return (
    <div className={classes.footer}>
      <Button type="submit" size="xs" loading={form.isSaving}>
        Save
      </Button>
      <span aria-live="polite" className={form.fault ? classes.fault : classes.saved}>
        {form.fault ? form.fault.message : form.isSaved ? "Saved." : ""}
      </span>
    </div>
  );
}
