import { Button, Group } from "@mantine/core";
import type { ReactNode } from "react";
import type { ActAnswer } from "./member-acts.ts";
import classes from "./members.module.css";
import { useAct } from "./use-member-act.ts";

interface Props<T> {
  act: () => Promise<ActAnswer<T>>;
  label: string;
  isDangerous?: boolean;
  onDone: (value: T) => void;
  onCancel: () => void;
  /** What the act does. */
  children: ReactNode;
}

/** Says what an act does before it is done, and why it was refused. */
export function ConfirmAct<T>({ act, label, isDangerous, onDone, onCancel, children }: Props<T>) {
  const { run, isBusy, fault } = useAct<T>(onDone);
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
          onClick={() => void run(act)}
          data-autofocus={!isDangerous || undefined}
        >
          {label}
        </Button>
      </Group>
    </div>
  );
}
