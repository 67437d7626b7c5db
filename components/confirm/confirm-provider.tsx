"use client";
import { type ReactNode, useCallback, useRef, useState } from "react";
import { type Confirm, ConfirmDialog } from "./confirm-dialog.tsx";
import { ConfirmContext } from "./use-guarded.tsx";

interface Props {
  hasSecondFactor: boolean;
  confirm: Confirm;
  children: ReactNode;
}

/** Holds the one dialog that asks a person to prove itself before a dangerous act. */
export function ConfirmProvider({ hasSecondFactor, confirm, children }: Props) {
  const [isAsking, setAsking] = useState(false);
  const waiting = useRef<((isConfirmed: boolean) => void)[]>([]);
  const ask = useCallback(
    () =>
      new Promise<boolean>((resolve) => {
        waiting.current.push(resolve);
        setAsking(true);
      }),
    [],
  );
  const settle = useCallback((isConfirmed: boolean) => {
    setAsking(false);
    for (const resolve of waiting.current.splice(0)) resolve(isConfirmed);
  }, []);
  return (
    <ConfirmContext value={ask}>
      {children}
      <ConfirmDialog isOpen={isAsking} hasSecondFactor={hasSecondFactor} confirm={confirm} onSettled={settle} />
    </ConfirmContext>
  );
}
