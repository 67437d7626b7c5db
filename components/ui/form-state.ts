"use client";
import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { useGuarded } from "../confirm/use-guarded.tsx";

export interface FormFault {
  message: string;
  fields: { path: string; message: string }[];
}
export type FormAnswer<T = unknown> = { value: T; fault?: never } | { value?: never; fault: FormFault };
export type Save<Input> = (input: Input) => Promise<FormAnswer>;

export interface FormState {
  isSaving: boolean;
  /** Said after saving, until the next change. */
  isSaved: boolean;
  fault: FormFault | null;
  /** What is wrong with a field; `path` and everything below it. */
  faultOf(path: string): string | undefined;
  submit(): void;
  touched(): void;
}

/** A form that saves by a server action: asks for confirmation where the server does, shows its refusal, then reads the page anew. */
export function useForm<Input>(save: Save<Input>, input: () => Input): FormState {
  const guarded = useGuarded();
  const router = useRouter();
  const [isSaving, start] = useTransition();
  const [isSaved, setSaved] = useState(false);
  const [fault, setFault] = useState<FormFault | null>(null);
  return {
    isSaving,
    isSaved,
    fault,
    faultOf: (path) => fault?.fields.find((one) => one.path === path || one.path.startsWith(`${path}.`))?.message,
    touched: () => setSaved(false),
    submit: () =>
      start(async () => {
        const answer = await guarded(() => save(input()) as never);
        const refused = (answer as FormAnswer).fault ?? null;
        setFault(refused);
        setSaved(!refused);
        if (!refused) router.refresh();
      }),
  };
}
