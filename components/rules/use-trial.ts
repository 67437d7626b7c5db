import { useCallback, useEffect, useRef, useState } from "react";
import type { Trial, TrialInput } from "#server/detection/index.ts";
import { useGuarded } from "../confirm/use-guarded.tsx";
import type { FormFault } from "../ui/form-state.ts";
import type { RuleActs } from "./rule-acts.ts";

const POLL_MS = 500;
const HIDDEN_POLL_MS = 5_000;

export const isUnderWay = ({ state }: Pick<Trial, "state">) => state === "queued" || state === "running";

/** One trial at a time: asked for, followed until it ends, and handed to `onDone` when it is through. */
export function useTrial(
  tenant: string,
  acts: Pick<RuleActs, "createTrial" | "cancelTrial">,
  onDone: (trial: Trial) => void,
) {
  const guarded = useGuarded();
  const [trial, setTrial] = useState<Trial | null>(null);
  const [isAsking, setAsking] = useState(false);
  const [isUnreachable, setUnreachable] = useState(false);
  const [fault, setFault] = useState<FormFault | null>(null);
  const done = useRef(onDone);
  done.current = onDone;
  const id = trial && isUnderWay(trial) ? trial.id : null;
  useEffect(() => {
    if (id === null) return;
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout>;
    const look = async () => {
      const answer = await askTrial(tenant, id, stop.signal);
      if (stop.signal.aborted) return;
      setUnreachable(answer === undefined);
      if (answer?.fault) {
        setFault(answer.fault);
        setTrial(null);
        return;
      }
      if (answer?.value) {
        setTrial(answer.value);
        if (answer.value.state === "done") done.current(answer.value);
        if (!isUnderWay(answer.value)) return;
      }
      timer = setTimeout(look, document.hidden ? HIDDEN_POLL_MS : POLL_MS);
    };
    timer = setTimeout(look, POLL_MS / 2);
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [tenant, id]);
  const start = useCallback(
    async (input: TrialInput) => {
      setAsking(true);
      setFault(null);
      const answer = await guarded(() => acts.createTrial(tenant, input));
      setAsking(false);
      if (answer.fault) setFault(answer.fault);
      else setTrial(answer.value);
    },
    [tenant, acts, guarded],
  );
  const cancel = useCallback(async () => {
    if (id === null) return;
    const answer = await guarded(() => acts.cancelTrial(tenant, { id }));
    if (answer.fault) setFault(answer.fault);
    else setTrial(answer.value);
  }, [tenant, acts, guarded, id]);
  return { trial, isAsking, isUnreachable, fault, start, cancel, isUnderWay: id !== null };
}
export type TrialControl = ReturnType<typeof useTrial>;

type TrialAnswer = { value: Trial; fault?: never } | { value?: never; fault: FormFault };

const ENDED: FormFault = { message: "Your session has ended: reload the page to sign in again.", fields: [] };

/** Undefined when no answer came. */
async function askTrial(tenant: string, id: string, signal: AbortSignal): Promise<TrialAnswer | undefined> {
  try {
    const response = await fetch(`/t/${tenant}/rules/trials/${id}`, { cache: "no-store", signal });
    return ((await response.json()) as TrialAnswer | null) ?? { fault: ENDED };
  } catch {
    return undefined;
  }
}
