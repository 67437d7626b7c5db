import { useState } from "react";
import { useGuarded } from "../confirm/use-guarded.tsx";
import type { ActAnswer, ActFault } from "./member-acts.ts";

const UNREACHABLE: ActFault = {
  message: "The server could not be reached: whether this was done is not known. Load the page again to see.",
  fields: [],
};

/** Runs one act at a time, asking for confirmation where the server does; keeps the refusal to show. */
export function useAct<T>(done: (value: T) => void) {
  const guarded = useGuarded();
  const [isBusy, setBusy] = useState(false);
  const [fault, setFault] = useState<ActFault | null>(null);
  async function run(act: () => Promise<ActAnswer<T>>) {
    if (isBusy) return;
    setBusy(true);
    setFault(null);
    const answer = await guarded(act).catch((): ActAnswer<T> => ({ fault: UNREACHABLE }));
    setBusy(false);
    if (answer.fault) setFault(answer.fault);
    else done(answer.value as T);
  }
  return { run, isBusy, fault };
}
