import { Button, Group } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./act-form.module.css";
import type { FormAnswer } from "./form-state.ts";
import { useAct } from "./use-act.ts";

interface Props<T> {
  act: () => Promise<FormAnswer<T>>;
  label: string;
  isDangerous?: boolean;
  /** Nothing can be sent yet. */
  isDisabled?: boolean;
  onDone: (value: T) => void;
  onCancel: () => void;
  /** What is asked, or what the act does; a fault of a field is said there. */
  children: ReactNode | ((faultOf: (path: string) => string | undefined) => ReactNode);
}

/** A dialog's content with its buttons; says why an act was refused. */
export function ActForm<T>({ act: run, label, isDangerous, isDisabled, onDone, onCancel, children }: Props<T>) {
  const { act, isBusy, fault } = useAct(run, onDone);
  const faultOf = (path: string) => fault?.fields.find((one) => one.path === path)?.message;
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (!isDisabled) act();
      }}
    >
      {typeof children === "function" ? children(faultOf) : children}
      <p role="alert" className={classes.fault}>
        {fault?.message}
      </p>
      <Group justify="flex-end" gap={8}>
        <Button size="xs" variant="default" onClick={onCancel} {...(isDangerous ? { "data-autofocus": true } : {})}>
          Cancel
        </Button>
        <Button
          type="submit"
          size="xs"
          {...(isDangerous ? { color: "red" } : {})}
          loading={isBusy}
          disabled={isDisabled ?? false}
        >
          {label}
        </Button>
      </Group>
    </form>
  );
}
