"use client";
import { createContext, useContext } from "react";

/** What a server action answers, as far as asking for confirmation is concerned. */
export interface Guardable {
  fault?: { message: string; fields: { path: string; message: string }[] };
}

/** Whether the server asked the person to prove itself anew. */
export const asksForConfirmation = (answer: Guardable) =>
  answer.fault?.fields.some((field) => field.path === "confirmation") ?? false;

/** Asks the person to prove itself; true when it did, false when it turned away. */
export type AskForConfirmation = () => Promise<boolean>;

export const ConfirmContext = createContext<AskForConfirmation>(async () => false);

const UNREACHABLE = {
  message: "The server could not be reached: whether this was done is not known. Load the page again to see.",
  fields: [],
};

// An action that got no answer rejects; to whoever asked, that is a refusal like any other.
const reached = <A extends Guardable>(run: () => Promise<A>): Promise<A> =>
  run().catch(() => ({ fault: UNREACHABLE }) as unknown as A);

/**
 * Runs a server action; where the server asks for confirmation, shows the dialog and runs it again. Answers what the action answered
 * last: turning away leaves the refusal.
 */
export function useGuarded(): <A extends Guardable>(run: () => Promise<A>) => Promise<A> {
  const ask = useContext(ConfirmContext);
  return async (run) => {
    const answer = await reached(run);
    return asksForConfirmation(answer) && (await ask()) ? reached(run) : answer;
  };
}
