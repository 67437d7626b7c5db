"use client";
import { useState, useTransition } from "react";
import { useGuarded } from "../confirm/use-guarded.tsx";
import type { FormAnswer, FormFault } from "./form-state.ts";

/** One act by a button: asks for confirmation where the server does, hands on what was answered, keeps the refusal. */
export function useAct<T>(run: () => Promise<FormAnswer<T>>, onDone: (value: T) => void) {
  const guarded = useGuarded();
  const [isBusy, start] = useTransition();
  const [fault, setFault] = useState<FormFault | null>(null);
  function act() {
    if (isBusy) return;
    setFault(null);
    start(async () => {
      const answer = await guarded(run);
      if (answer.fault) setFault(answer.fault);
      else onDone(answer.value as T);
    });
  }
  return { act, isBusy, fault };
}
