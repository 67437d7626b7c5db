"use client";
import { Button, Group } from "@mantine/core";
import type { ReactNode } from "react";
import type { FormState } from "../ui/form-state.ts";
import classes from "./operator.module.css";

interface Props {
  form: FormState;
  onClose: () => void;
  isDangerous?: boolean;
  children: ReactNode;
}

/** The end of a dialog's form: why it was refused, a way out, and what submits it. */
export function DialogFooter({ form, onClose, isDangerous, children }: Props) {
  return (
    <>
      {form.fault ? (
        <p role="alert" className={classes.fault}>
          {form.fault.message}
        </p>
      ) : null}
      <Group justify="flex-end">
        <Button variant="default" size="xs" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" size="xs" loading={form.isSaving} {...(isDangerous ? { color: "red" } : {})}>
          {children}
        </Button>
      </Group>
    </>
  );
}
