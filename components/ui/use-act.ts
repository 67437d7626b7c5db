"use client";
import { useState, useTransition } from "react";
import { useGuarded } from "../confirm/use-guarded.tsx";
import type { FormAnswer, FormFault } from "./form-state.ts";

const UNREACHABLE = {
  message: "The server could not be reached. Nothing was changed; check the connection and try again.",
  fields: [],
};

/** One act by a button: asks for confirmation where the server does, hands on what was answered, keeps the refusal. */
export function useAct<T>(run: () => Promise<FormAnswer<T>>, onDone: (value: T) => void) {
  const guarded = useGuarded();
  const [isBusy, start] = useTransition();
  const [fault, setFault] = useState<FormFault | null>(null);
  const act = () =>
    start(async () => {
      const answer = await guarded(run).catch((): FormAnswer<T> => ({ fault: UNREACHABLE }));
      setFault(answer.fault ?? null);
      if (!answer.fault) onDone(answer.value);
    });
  return { act, isBusy, fault };
}
