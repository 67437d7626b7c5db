import { Button, Group } from "@mantine/core";
import type { ReactNode } from "react";
import type { FormAnswer } from "../ui/form-state.ts";
import { useAct } from "../ui/use-act.ts";
import classes from "./members.module.css";

interface Props<T> {
  act: () => Promise<FormAnswer<T>>;
  label: string;
  isDangerous?: boolean;
  onDone: (value: T) => void;
  onCancel: () => void;
  /** What the act does. */
  children: ReactNode;
}

/** Says what an act does before it is done, and why it was refused. */
export function ConfirmAct<T>({ act: run, label, isDangerous, onDone, onCancel, children }: Props<T>) {
  const { act, isBusy, fault } = useAct(run, onDone);
  return (
    <div className={classes.dialog}>
      {children}
      <p role="alert" className={classes.fault}>
        {fault?.message}
      </p>
      <Group justify="flex-end" gap={8}>
        <Button size="xs" variant="default" onClick={onCancel} data-autofocus={isDangerous || undefined}>
          Cancel
        </Button>
        <Button
          size="xs"
          {...(isDangerous ? { color: "red" } : {})}
          loading={isBusy}
          onClick={act}
          data-autofocus={!isDangerous || undefined}
        >
          {label}
        </Button>
      </Group>
    </div>
  );
}
